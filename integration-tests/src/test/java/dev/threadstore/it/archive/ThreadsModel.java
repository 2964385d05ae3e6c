package dev.threadstore.it.archive;

import static dev.threadstore.it.archive.ArchiveWorld.REDISES;
import static dev.threadstore.it.archive.ArchiveWorld.THREADS;
import static dev.threadstore.it.archive.ArchiveWorld.stem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.it.archive.ArchiveWorld.Copy;
import dev.threadstore.it.archive.ColdScan.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What each thread holds, as each Redis sees it: with one Redis exactly, or one of several things
 * while somebody has to finish what has begun; with several, something that it has ever been. Equal
 * stamps must mean equal messages, in all tiers.
 */
final class ThreadsModel {
  private final ArchiveWorld world;
  private final List<List<Set<Optional<List<String>>>>> possible = new ArrayList<>();
  private final List<List<Copy>> copies = new ArrayList<>();
  private final List<List<List<String>>> seen = new ArrayList<>();
  private final Map<String, List<String>> messagesByStamp = new HashMap<>();
  private final int redises;
  private ColdScan scan;

  ThreadsModel(ArchiveWorld world, int redises) {
    this.world = world;
    this.redises = redises;
    for (int redis = 0; redis < REDISES; redis++) {
      possible.add(new ArrayList<>());
      copies.add(new ArrayList<>());
      for (int thread = 0; thread < THREADS; thread++) {
        possible.get(redis).add(Set.of(Optional.empty()));
        copies.get(redis).add(new Copy("", "", true));
        seen.add(new ArrayList<>());
      }
    }
    scan = world.scan();
  }

  /** What a thread may hold. */
  Set<Optional<List<String>>> possible(int redis, int thread) {
    return possible.get(redis).get(thread);
  }

  Copy copy(int redis, int thread) {
    return copies.get(redis).get(thread);
  }

  /** All that a thread was seen to hold, the latest last. */
  List<List<String>> seen(int thread) {
    return seen.get(thread);
  }

  List<Entry> entries(int thread) {
    return scan.entries(stem(thread));
  }

  /** The latest look at the cold store. */
  ColdScan scan() {
    return scan;
  }

  /**
   * Looks at everything after a step, some of a step, or nothing.
   *
   * @param exactly whether the step has ended normally and was never interrupted
   */
  void look(Step step, boolean exactly) {
    ColdScan now = world.scan();
    for (int thread = 0; thread < THREADS; thread++) {
      List<Set<Optional<List<String>>>> allowed = new ArrayList<>();
      for (int redis = 0; redis < redises; redis++) {
        allowed.add(allowed(step, exactly, redis, thread));
      }
      for (Entry entry : now.entries(stem(thread))) {
        if (!entry.tombstone()) {
          requireKnown(
              entry.stamp(), entry.messages(), allowed.get(step.redis()), "entry " + entry.key());
        }
      }
      for (int redis = 0; redis < redises; redis++) {
        look(redis, thread, now, allowed.get(redis));
      }
    }
    scan = now;
  }

  /** Every message of every live copy is what its stamp says. */
  void lookAtMessages() {
    for (int redis = 0; redis < redises; redis++) {
      for (int thread = 0; thread < THREADS; thread++) {
        Copy copy = copy(redis, thread);
        if (copy.isLive()) {
          assertThat(world.messages(redis, thread))
              .as("messages of t%s in Redis %s", thread, redis)
              .isEqualTo(messagesByStamp.get(copy.stamp()));
        }
      }
    }
  }

  private void look(int redis, int thread, ColdScan now, Set<Optional<List<String>>> allowed) {
    Copy copy = world.copy(redis, thread);
    copies.get(redis).set(thread, copy);
    if (!copy.isLive() && !copy.isAbsent()) {
      Set<Optional<List<String>>> either = new LinkedHashSet<>(possible(redis, thread));
      either.addAll(allowed);
      possible.get(redis).set(thread, either);
      return;
    }
    Optional<List<String>> found;
    if (copy.isAbsent()) {
      found = ArchiveWorld.newest(now.entries(stem(thread)));
    } else {
      List<String> known = messagesByStamp.get(copy.stamp());
      if (known == null) {
        known = world.messages(redis, thread);
        requireKnown(copy.stamp(), known, allowed, "t" + thread + " in Redis " + redis);
      }
      found = Optional.of(known);
    }
    assertThat(allowed).as("what t%s may hold, seen from Redis %s", thread, redis).contains(found);
    possible.get(redis).set(thread, Set.of(found));
    List<List<String>> all = seen.get(thread);
    found
        .filter(messages -> all.isEmpty() || !messages.equals(all.get(all.size() - 1)))
        .ifPresent(all::add);
  }

  private void requireKnown(
      String stamp, List<String> messages, Set<Optional<List<String>>> allowed, String what) {
    List<String> known = messagesByStamp.get(stamp);
    if (known == null) {
      assertThat(allowed).as("what may be new: %s", what).contains(Optional.of(messages));
      messagesByStamp.put(stamp, messages);
    } else {
      assertThat(messages).as("messages of a known version: %s", what).isEqualTo(known);
    }
  }

  private Set<Optional<List<String>>> allowed(Step step, boolean exactly, int redis, int thread) {
    Set<Optional<List<String>>> before = possible(redis, thread);
    if (!step.touches(thread)) {
      return before;
    }
    Set<Optional<List<String>>> allowed = new LinkedHashSet<>();
    if (redises > 1) {
      // Depends on who has looked at the archive when: anything that it has been.
      Set<Optional<List<String>>> ever = new LinkedHashSet<>(before);
      ever.add(Optional.empty());
      seen(thread).forEach(messages -> ever.add(Optional.of(messages)));
      ever.forEach(b -> allowed.addAll(step.outcomes(thread, b)));
      allowed.addAll(ever);
      return allowed;
    }
    if (!exactly || before.size() > 1) {
      allowed.addAll(before);
    }
    before.forEach(b -> allowed.addAll(step.outcomes(thread, b)));
    Copy copy = copy(redis, thread);
    if (step.drops() && (copy.clean() || !copy.isLive())) {
      allowed.add(ArchiveWorld.newest(entries(thread)));
    }
    return allowed;
  }
}
