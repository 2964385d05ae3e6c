package dev.threadstore.it.archive;

import static dev.threadstore.it.archive.ArchiveWorld.THREADS;
import static dev.threadstore.it.archive.ArchiveWorld.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.ThreadStore;
import dev.threadstore.it.Note;
import dev.threadstore.it.archive.ColdScan.Entry;
import dev.threadstore.it.archive.Step.Change;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.ForkPoint;
import dev.threadstore.model.ForkState;
import dev.threadstore.model.Freshness;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.TieredThreadManager;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Chooses operations at random, and knows what each of them means. */
final class StepChoice {
  private static final int LONG_THREAD = 60;
  private static final int MOST_APPENDED = 12;

  private final ThreadsModel model;
  private final Random random;
  private final IntPredicate mayBePurged;
  private int focus;
  private int notes;

  /**
   * Chooses.
   *
   * @param mayBePurged whether nobody is under way who would write what builds on a thread: a purge
   *     gives up the numbers that keep him out
   */
  StepChoice(ThreadsModel model, Random random, IntPredicate mayBePurged) {
    this.model = model;
    this.random = random;
    this.mayBePurged = mayBePurged;
  }

  Step next(int redis) {
    int thread = thread();
    Set<Optional<List<String>>> possible = model.possible(redis, thread);
    Optional<List<String>> content = possible.iterator().next();
    if (content.isEmpty() && random.nextInt(5) > 0) {
      return random.nextInt(4) == 0
          ? create(redis, thread)
          : fork(redis, otherThan(thread), thread);
    }
    int length = content.map(List::size).orElse(0);
    int dice = random.nextInt(100);
    if (dice < 24) {
      return length > LONG_THREAD ? truncate(redis, thread) : append(redis, thread);
    } else if (dice < 48) {
      return flush(redis, thread, random.nextInt(3) > 0 ? AfterFlush.RELEASE : AfterFlush.KEEP);
    } else if (dice < 53) {
      return truncate(redis, thread);
    } else if (dice < 55) {
      return replace(redis, thread);
    } else if (dice < 66) {
      return fork(redis, thread, absentFor(redis, thread));
    } else if (dice < 69) {
      return delete(redis, thread);
    } else if (dice < 71) {
      return mayBePurged.test(thread) ? purge(redis, thread) : delete(redis, thread);
    } else if (dice < 84) {
      return collect(redis, thread, 1 + random.nextInt(3));
    } else if (dice < 89) {
      return restore(redis, thread);
    } else if (dice < 94) {
      return hydrate(redis, thread);
    } else if (dice < 97) {
      return keepHot(redis, thread);
    } else if (dice < 98) {
      return keepCold(redis, thread);
    }
    return forkHotTo(redis, thread, otherThan(thread));
  }

  /** Some thread; most often the one around which things happen for a while. */
  int thread() {
    if (random.nextInt(15) == 0) {
      focus = random.nextInt(THREADS);
    }
    return random.nextBoolean() ? focus : random.nextInt(THREADS);
  }

  /** A thread that is not there, for a fork of another; if all are there, any other. */
  int absentFor(int redis, int source) {
    return IntStream.range(0, THREADS)
        .filter(t -> t != source && model.possible(redis, t).equals(Set.of(Optional.empty())))
        .findFirst()
        .orElseGet(() -> otherThan(source));
  }

  Step create(int redis, int t) {
    return step(
        "create t" + t,
        redis,
        Map.of(t, before -> before.isEmpty() ? List.of(Optional.of(List.of())) : List.of()),
        store -> thread(store, t).create());
  }

  Step append(int redis, int t) {
    List<Note> batch = batch();
    return step(
        "append to t%s %s".formatted(t, words(batch)),
        redis,
        Map.of(t, before -> before.stream().map(all -> and(all, Note.ids(batch))).toList()),
        store -> thread(store, t).append(batch));
  }

  private Step truncate(int redis, int t) {
    List<String> all = model.possible(redis, t).iterator().next().orElse(List.of());
    String from = all.isEmpty() ? "none" : all.get(random.nextInt(all.size()));
    return step(
        "truncate t%s from %s".formatted(t, from),
        redis,
        Map.of(
            t,
            before ->
                List.of(before.map(b -> b.contains(from) ? b.subList(0, b.indexOf(from)) : b))),
        store -> thread(store, t).truncateFrom(from, Revision.ANY));
  }

  Step replace(int redis, int t) {
    List<Note> batch = batch();
    return step(
        "replace t%s by %s".formatted(t, words(batch)),
        redis,
        Map.of(t, before -> before.stream().map(all -> Optional.of(Note.ids(batch))).toList()),
        store -> thread(store, t).replaceAll(batch, Revision.ANY));
  }

  Step flush(int redis, int t, AfterFlush after) {
    return new Step(
        "flush t%s, %s".formatted(t, after),
        redis,
        Map.of(t, archived(redis, t)),
        true,
        store -> thread(store, t).flush(after));
  }

  Step load(int redis, int t) {
    return step("load t" + t, redis, Map.of(t, List::of), store -> thread(store, t).load());
  }

  private Step hydrate(int redis, int t) {
    return new Step(
        "hydrate t" + t,
        redis,
        Map.of(t, List::of),
        true,
        store -> thread(store, t).hydrate(Freshness.CHECK));
  }

  Step fork(int redis, int source, int target) {
    List<String> all = model.possible(redis, source).iterator().next().orElse(List.of());
    int dice = all.isEmpty() ? 0 : random.nextInt(3);
    int count = all.isEmpty() ? 0 : 1 + random.nextInt(all.size());
    ForkPoint point =
        dice == 0
            ? ForkPoint.end()
            : dice == 1 ? ForkPoint.first(count) : ForkPoint.including(all.get(count - 1));
    return step(
        "fork t%s to t%s at %s".formatted(source, target, point),
        redis,
        Map.of(source, List::of, target, forked(redis, source, point)),
        store -> thread(store, source).fork(ref(target), point, ForkState.NONE));
  }

  Step delete(int redis, int t) {
    return step(
        "delete t" + t,
        redis,
        Map.of(t, before -> List.of(Optional.empty())),
        store -> thread(store, t).delete());
  }

  private Step purge(int redis, int t) {
    return step(
        "purge t" + t,
        redis,
        Map.of(t, before -> List.of(Optional.empty())),
        store -> thread(store, t).purge());
  }

  Step collect(int redis, int t, int keep) {
    return step(
        "collect t%s, keep %s".formatted(t, keep),
        redis,
        Map.of(),
        store -> assertThat(thread(store, t).snapshots().collect(keep).damaged()).isEmpty());
  }

  Step restore(int redis, int t) {
    List<Entry> entries = model.entries(t).stream().filter(entry -> !entry.tombstone()).toList();
    if (entries.isEmpty()) {
      return hydrate(redis, t);
    }
    Entry entry = entries.get(random.nextInt(entries.size()));
    return step(
        "restore t%s to snapshot %s".formatted(t, entry.number()),
        redis,
        Map.of(t, before -> List.of(Optional.of(entry.messages()))),
        store -> thread(store, t).snapshots().restore(entry.number(), Revision.ANY));
  }

  Step keepHot(int redis, int t) {
    return step(
        "keep hot t" + t,
        redis,
        Map.of(t, archived(redis, t)),
        store -> thread(store, t).resolve(Resolution.keepHot(), Revision.ANY));
  }

  private Step keepCold(int redis, int t) {
    return step(
        "keep cold t" + t,
        redis,
        Map.of(t, before -> List.of(ArchiveWorld.newest(model.entries(t)))),
        store -> thread(store, t).resolve(Resolution.keepCold(), Revision.ANY));
  }

  private Step forkHotTo(int redis, int t, int target) {
    return step(
        "fork hot t%s to t%s".formatted(t, target),
        redis,
        Map.of(
            t,
            before -> List.of(ArchiveWorld.newest(model.entries(t))),
            target,
            forkedHot(redis, t)),
        store -> thread(store, t).resolve(Resolution.forkHotTo(ref(target)), Revision.ANY));
  }

  /** Nothing changes, unless Redis has lost meanwhile what is archived now. */
  private Change archived(int redis, int t) {
    Supplier<List<List<String>>> since = sinceNow(redis, t);
    return before ->
        model.copy(redis, t).isLive()
            ? List.of(before)
            : Stream.concat(Stream.of(before), since.get().stream().map(Optional::of)).toList();
  }

  /** A fork of anything that its source has been since this was asked for. */
  private Change forked(int redis, int source, ForkPoint point) {
    Supplier<List<List<String>>> sources = sinceNow(redis, source);
    return before ->
        before.isPresent()
            ? List.of()
            : sources.get().stream()
                .flatMap(all -> upTo(all, point).stream())
                .map(Optional::of)
                .toList();
  }

  /** As a fork of all; but a thread that is one already, and begins with all, is left as it is. */
  private Change forkedHot(int redis, int source) {
    Supplier<List<List<String>>> sources = sinceNow(redis, source);
    Change forked = forked(redis, source, ForkPoint.end());
    return before ->
        before.isEmpty()
            ? forked.outcomes(before)
            : Stream.of(before)
                .filter(all -> sources.get().stream().anyMatch(each -> beginsWith(all.get(), each)))
                .toList();
  }

  private static boolean beginsWith(List<String> all, List<String> first) {
    return all.size() >= first.size() && all.subList(0, first.size()).equals(first);
  }

  /** What a thread holds now or will have held. */
  private Supplier<List<List<String>>> sinceNow(int redis, int t) {
    Set<Optional<List<String>>> now = Set.copyOf(model.possible(redis, t));
    int begun = model.seen(t).size();
    return () -> {
      Set<Optional<List<String>>> since = new LinkedHashSet<>(now);
      since.addAll(model.possible(redis, t));
      List<List<String>> seen = model.seen(t);
      seen.subList(begun, seen.size()).forEach(content -> since.add(Optional.of(content)));
      return since.stream().flatMap(Optional::stream).toList();
    };
  }

  private static Optional<List<String>> upTo(List<String> all, ForkPoint point) {
    long length =
        point.messageId() != null
            ? all.indexOf(point.messageId()) + 1
            : point.count().orElse(all.size());
    boolean isThere = length <= all.size() && (point.messageId() == null || length > 0);
    return isThere ? Optional.of(all.subList(0, (int) length)) : Optional.empty();
  }

  private int otherThan(int thread) {
    return focus != thread && random.nextBoolean()
        ? focus
        : (thread + 1 + random.nextInt(THREADS - 1)) % THREADS;
  }

  private List<Note> batch() {
    int count = 1 + random.nextInt(MOST_APPENDED);
    notes += count;
    return Note.range("m", notes - count, notes);
  }

  private static Step step(
      String words, int redis, Map<Integer, Change> changes, Consumer<ThreadStore<Note>> call) {
    return new Step(words, redis, changes, false, call);
  }

  private static TieredThreadManager<Note> thread(ThreadStore<Note> store, int t) {
    return store.thread(ref(t));
  }

  private static Optional<List<String>> and(List<String> first, List<String> second) {
    List<String> both = new ArrayList<>(first);
    both.addAll(second);
    return Optional.of(both);
  }

  private static String words(List<Note> batch) {
    return batch.get(0).id() + " to " + batch.get(batch.size() - 1).id();
  }
}
