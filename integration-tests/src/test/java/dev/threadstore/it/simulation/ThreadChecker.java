package dev.threadstore.it.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Decides whether the calls on one thread can be explained: whether there is an order of their
 * effects, each at some moment between its beginning and its end, in which every reply is what
 * {@link Rules} allow. A call without an answer may have had its effect at any time since, or
 * never.
 *
 * <p>The search goes through the history in time and keeps all explanations that are possible so
 * far ("just-in-time linearization", G. Lowe, Testing for Linearizability, 2017). A call is put
 * into the order only when its end makes that necessary. Replies name revisions, which count the
 * changes, so there is seldom more than one place for a call.
 *
 * <p>It can err in both directions. Explanations that seem to gain nothing are dropped, so that
 * there are not too many: where one of them was needed, a contradiction is reported that is none,
 * and shows itself as such when it is read. What a fork can have seen, and what Redis can have
 * lost, is taken of all explanations: a version of which only a discarded one knew is allowed
 * there.
 */
final class ThreadChecker {
  private static final int MOST_STEPS = 200_000;

  /** So often a call is seldom made, undone by others and sent again; more would take long. */
  private static final int MOST_LOST_ATTEMPTS = 2;

  private final List<Call> calls;
  private final List<Call> goingsBack;
  private final List<Call> keepingHot;
  private final Rules rules;
  private final Sightings sightings = new Sightings();
  private long now;
  private Checkpoint checkpoint = new Checkpoint(Long.MIN_VALUE, new Explanation(Version.ABSENT));

  /**
   * One explanation so far.
   *
   * @param version where it has led
   * @param open which calls have had no effect in it yet of which their clients were told
   * @param attempted how often these have had one before, and sent the call again
   * @param isBack whether Redis has gone back to this version, and nobody has changed it since: it
   *     may be a clean copy that the archive's newer one replaces
   */
  private record Explanation(
      Version version,
      SortedSet<Integer> open,
      SortedMap<Integer, Integer> attempted,
      boolean isBack) {
    Explanation(Version version) {
      this(version, Collections.emptySortedSet(), Collections.emptySortedMap(), false);
    }

    Explanation with(int call) {
      SortedSet<Integer> more = new TreeSet<>(open);
      more.add(call);
      return new Explanation(version, more, attempted, isBack);
    }

    Explanation without(int call) {
      SortedSet<Integer> others = new TreeSet<>(open);
      others.remove(call);
      SortedMap<Integer, Integer> othersAttempted = new TreeMap<>(attempted);
      othersAttempted.remove(call);
      return new Explanation(version, others, othersAttempted, isBack);
    }

    Explanation attempted(int call, Version next) {
      SortedMap<Integer, Integer> more = new TreeMap<>(attempted);
      more.merge(call, 1, Integer::sum);
      return new Explanation(next, open, more, false);
    }

    Explanation at(Version next) {
      return new Explanation(next, open, attempted, isBack && next.number() == version.number());
    }

    Explanation backAt(Version earlier) {
      return new Explanation(earlier, open, attempted, true);
    }
  }

  /** A moment at which there was one explanation only, and no call under way that was answered. */
  private record Checkpoint(long time, Explanation explanation) {}

  private record Event(long time, boolean isEnd, int call) {}

  /**
   * Prepares a check.
   *
   * @param thread whose calls to pick
   * @param all calls of all clients
   * @param sources the versions of the source that a fork onto this thread can have seen
   */
  ThreadChecker(String thread, List<Call> all, Forks sources) {
    rules =
        new Rules(
            thread,
            new Rules.Past() {
              @Override
              public List<Version> at(String revision) {
                return sightings.at(revision);
              }

              @Override
              public boolean wasThere(Call call) {
                return sightings.during(call.begin(), now).stream().anyMatch(Version::isPresent);
              }

              @Override
              public List<Version> seenBy(Call fork) {
                return sources.seenBy(fork);
              }

              @Override
              public List<Version> lost() {
                return ThreadChecker.this.lost();
              }
            });
    calls = all.stream().filter(rules::concern).map(ThreadChecker::cautious).toList();
    goingsBack = calls.stream().filter(call -> call.ask() instanceof Ask.GoBack).toList();
    keepingHot =
        calls.stream()
            .filter(call -> call.ask() instanceof Ask.Resolve resolve && resolve.keepHot())
            .toList();
  }

  /** Finds the versions of its source that a fork can have seen. */
  interface Forks {
    List<Version> seenBy(Call fork);
  }

  /** A call that failed may have been done all the same, or be finished by others. */
  private static Call cautious(Call call) {
    boolean failed =
        call.reply() instanceof Reply.Refused refused
            && refused.reason() == Reply.Reason.UNAVAILABLE;
    return failed ? call.unanswered() : call;
  }

  /** The versions that the thread had; complete after the check. */
  Sightings sightings() {
    return sightings;
  }

  /** Looks for an explanation; empty if there is one. */
  Optional<Contradiction> check() {
    Set<Explanation> explanations = Set.of(new Explanation(Version.ABSENT));
    for (Event event : events()) {
      now = event.time();
      see(explanations, now);
      Set<Explanation> next = new LinkedHashSet<>();
      for (Explanation so : explanations) {
        if (!event.isEnd()) {
          next.add(settled(so.with(event.call())));
        } else if (!so.open().contains(event.call())) {
          next.add(so);
        } else {
          next.addAll(explain(so, event.call()));
          if (canBeLost(event.call()) && wasSeen(event.call())) {
            next.add(so.without(event.call()));
          }
        }
      }
      if (next.isEmpty()) {
        return Optional.of(contradiction(event, explanations));
      }
      explanations = next;
      see(explanations, now);
      if (next.size() == 1) {
        Explanation only = next.iterator().next();
        if (only.open().stream().allMatch(call -> calls.get(call).isOpenEnded())) {
          checkpoint = new Checkpoint(event.time(), only);
        }
      }
    }
    see(explanations, Call.NEVER);
    return Optional.empty();
  }

  private void see(Set<Explanation> explanations, long until) {
    explanations.forEach(so -> sightings.see(so.version(), now, until));
  }

  private List<Event> events() {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      events.add(new Event(calls.get(i).begin(), false, i));
      if (!calls.get(i).isOpenEnded()) {
        events.add(new Event(calls.get(i).end(), true, i));
      }
    }
    events.sort(Comparator.comparingLong(Event::time).thenComparing(Event::isEnd));
    return events;
  }

  /**
   * Redis is at a version that it had when it lost the rest, or later; or it had not the thread,
   * and the archive's newest shows, which is one of the same. What is under way can still come: it
   * is sent again.
   */
  private List<Explanation> goBack(Explanation so, int goingBack) {
    SortedSet<Integer> open = new TreeSet<>(so.open());
    for (int i = 0; i < calls.size(); i++) {
      if (calls.get(i).begin() < now && calls.get(i).end() > now && !isGoingBack(i)) {
        open.add(i);
      }
    }
    open.remove(goingBack);
    return lostBy(calls.get(goingBack)).stream()
        .map(version -> new Explanation(version, open, Collections.emptySortedMap(), true))
        .toList();
  }

  private boolean isGoingBack(int call) {
    return calls.get(call).ask() instanceof Ask.GoBack;
  }

  /** Whether the effect of which the client was told can be among what Redis has lost since. */
  private boolean canBeLost(int call) {
    Call told = calls.get(call);
    return goingsBack.stream()
        .anyMatch(back -> told.begin() < back.end() && told.end() > back.begin());
  }

  /** Whether what a reading says was so in some version; of anything else: nobody knows. */
  private boolean wasSeen(int call) {
    Call told = calls.get(call);
    return !told.ask().reads()
        || sightings.during(told.begin(), now).stream()
            .anyMatch(version -> !rules.after(told, version).isEmpty());
  }

  /** The versions that the thread had in a time that Redis has lost. */
  private List<Version> lostBy(Call back) {
    return sightings.during(((Ask.GoBack) back.ask()).since(), back.begin() - 1);
  }

  /**
   * What the archive can have in the place of what Redis has: the versions that the thread had in
   * those times that Redis has lost so far, and those that somebody has kept while others dropped
   * them.
   */
  private List<Version> lost() {
    Stream<Version> lost = begun(goingsBack).flatMap(back -> lostBy(back).stream());
    Stream<Version> kept = begun(keepingHot).flatMap(resolution -> keptBy(resolution).stream());
    return Stream.concat(lost, kept).distinct().toList();
  }

  private List<Version> keptBy(Call resolution) {
    return resolution.reply() instanceof Reply.Resolved kept
        ? sightings.at(kept.revision())
        : sightings.during(resolution.begin(), Math.min(resolution.returned(), now));
  }

  private Stream<Call> begun(List<Call> some) {
    return some.stream().takeWhile(call -> call.begin() <= now);
  }

  /** All ways to bring a call to its end, with no more of the others before it than is needed. */
  private Set<Explanation> explain(Explanation begin, int ending) {
    Set<Explanation> found = new LinkedHashSet<>();
    Set<Explanation> seen = new HashSet<>();
    Deque<Explanation> look = new ArrayDeque<>(List.of(begin));
    while (!look.isEmpty()) {
      if (seen.size() > MOST_STEPS) {
        throw new IllegalStateException("too many orders could explain " + calls.get(ending));
      }
      Explanation so = look.pop();
      if (!so.open().contains(ending)) {
        found.add(so);
        continue;
      }
      List<Explanation> done = after(so, ending);
      found.addAll(done);
      // What has one place only has found it; but a reading of this version may be under way.
      boolean isFound = !done.isEmpty() && !isAnywhere(ending);
      if (!isFound && so.isBack()) {
        lost().stream().map(so::backAt).filter(seen::add).forEach(look::push);
      }
      for (int other : so.open()) {
        if (!isFound && isNeeded(other, ending, so)) {
          attempts(so, other).stream().filter(seen::add).forEach(look::push);
        }
        if (other != ending && (!calls.get(other).isOpenEnded() || isNeeded(other, ending, so))) {
          for (Explanation next : after(so, other)) {
            boolean isReading =
                next.version().number() == so.version().number() && !isGoingBack(other);
            if ((isReading || !isFound) && !next.version().equals(so.version()) && seen.add(next)) {
              look.push(next);
            }
          }
        }
      }
    }
    return found;
  }

  private List<Explanation> after(Explanation so, int call) {
    if (isGoingBack(call)) {
      return goBack(so, call);
    }
    List<Explanation> found = new ArrayList<>();
    for (Version next : rules.after(calls.get(call), so.version())) {
      if (!next.equals(so.version())) {
        sightings.see(next, earliest(so, call), now);
      }
      Explanation then = so.without(call).at(next);
      boolean isCreated = !so.version().isPresent() && next.isPresent();
      List<Explanation> ways = isCreated ? created(call, then) : List.of(then);
      ways.forEach(way -> found.add(settled(way)));
    }
    return found;
  }

  /**
   * What was deleted before a thread was created is another thread (G10). A deletion under way can
   * have met its absence, or meet it still.
   */
  private List<Explanation> created(int creation, Explanation so) {
    List<Explanation> ways = new ArrayList<>(List.of(so));
    for (int call : so.open()) {
      Call deletion = calls.get(call);
      if (!(deletion.ask() instanceof Ask.Delete)) {
        continue;
      }
      List<Explanation> without = ways.stream().map(way -> way.without(call)).toList();
      if (deletion.returned() < calls.get(creation).begin()) {
        ways = new ArrayList<>(without);
      } else if (!rules.after(deletion, Version.ABSENT).isEmpty()) {
        ways.addAll(without);
      }
    }
    return ways;
  }

  /** What a call can have done before the effect of which its client was told. */
  private List<Explanation> attempts(Explanation so, int call) {
    List<Explanation> found = new ArrayList<>();
    if (so.attempted().getOrDefault(call, 0) == MOST_LOST_ATTEMPTS) {
      return found;
    }
    for (Version next : rules.attempted(calls.get(call), so.version())) {
      sightings.see(next, earliest(so, call), now);
      found.add(settled(so.attempted(call, next)));
    }
    return found;
  }

  /** When a call can have had its effect on a version at the earliest. */
  private long earliest(Explanation so, int call) {
    long version = so.isBack() ? lastGoingBack() : sightings.since(so.version());
    return Math.max(calls.get(call).begin(), version);
  }

  private long lastGoingBack() {
    return begun(goingsBack).mapToLong(Call::begin).max().orElseThrow();
  }

  /** Whether a call changes the thread without saying at which revision. */
  private boolean isAnywhere(int call) {
    Reply reply = calls.get(call).reply();
    return reply instanceof Reply.Deleted || reply instanceof Reply.Made;
  }

  /** Whether the effect of a call without an answer could help to explain the end of another. */
  private boolean isNeeded(int unanswered, int ending, Explanation so) {
    Ask ask = calls.get(unanswered).ask();
    if (ask instanceof Ask.Delete || ask instanceof Ask.Resolve || !so.version().isPresent()) {
      return true;
    }
    Reply reply = calls.get(ending).reply();
    boolean isVague = reply instanceof Reply.Moved || reply instanceof Reply.Made;
    return isVague
        || so.open().stream()
            .filter(call -> !calls.get(call).isOpenEnded())
            .map(call -> rules.numberBefore(calls.get(call)))
            .anyMatch(number -> number.isPresent() && number.getAsLong() > so.version().number());
  }

  /**
   * Ends what can end here without an effect: nothing is gained by letting it wait. But a deletion
   * that saw another one's can still meet the thread in its next life.
   */
  private Explanation settled(Explanation so) {
    Explanation settled = so;
    for (int call : so.open()) {
      if (!calls.get(call).isOpenEnded()
          && !isGoingBack(call)
          && !(calls.get(call).reply() instanceof Reply.Deleted deleted && deleted.existed())
          && rules.after(calls.get(call), so.version()).equals(List.of(so.version()))) {
        settled = settled.without(call);
      }
    }
    return settled;
  }

  private Contradiction contradiction(Event event, Set<Explanation> explanations) {
    Explanation since = checkpoint.explanation();
    List<Call> concerned = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      Call call = calls.get(i);
      boolean isOpen = since.open().contains(i);
      if (isOpen || (call.begin() > checkpoint.time() && call.begin() <= event.time())) {
        concerned.add(call.end() <= event.time() ? call : call.unanswered());
      }
    }
    return new Contradiction(
        calls.get(event.call()),
        since.version(),
        concerned,
        explanations.stream().map(Explanation::version).distinct().limit(5).toList());
  }
}
