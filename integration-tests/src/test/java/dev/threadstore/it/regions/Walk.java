package dev.threadstore.it.regions;

import dev.threadstore.it.Note;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.ForkState;
import dev.threadstore.model.Freshness;
import dev.threadstore.model.ThreadRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** One random history of a few threads that clients of both regions share. */
final class Walk {
  private static final List<ThreadRef> THREADS =
      IntStream.range(0, 4).mapToObj(i -> new ThreadRef("regions", "t" + i)).toList();

  private static final int LONG_THREAD = 40;
  private static final int STEPS_BETWEEN_LOOKS = 30;

  private final Regions regions;
  private final Random random;
  private final List<String> history = new ArrayList<>();
  private final Set<String> met = new TreeSet<>();
  private int notes;

  Walk(Regions regions, long seed) {
    this.regions = regions;
    random = new Random(seed);
  }

  /** What has happened. */
  List<String> history() {
    return history;
  }

  /** Which kinds of things, in the words of the history. */
  Set<String> met() {
    return met;
  }

  void run(int steps) {
    for (int i = 1; i <= steps; i++) {
      ThreadRef ref = thread();
      step(random.nextInt(Regions.COUNT), ref);
      regions.assertAsTheModelSays(ref);
      if (i % STEPS_BETWEEN_LOOKS == 0) {
        regions.assertNothingIsLost(THREADS);
      }
    }
    end();
  }

  /** One region works, another is started from its backup, and both go on. */
  void runFromOneBackup(int steps) {
    for (int i = 0; i < steps / 3; i++) {
      ThreadRef ref = thread();
      step(0, ref);
      regions.assertAsTheModelSays(ref);
    }
    backUp(0);
    startFromBackup(1);
    run(steps - steps / 3);
  }

  private void step(int here, ThreadRef ref) {
    Region region = regions.region(here);
    if (region.isInConflict(ref) && random.nextInt(4) == 0) {
      resolve(region, ref);
      return;
    }
    Optional<Version> visible = region.visible(ref);
    int dice = random.nextInt(visible.isEmpty() ? 130 : 100);
    if (dice < 22) {
      append(region, ref);
    } else if (dice < 26) {
      truncate(region, ref);
    } else if (dice < 28) {
      List<Note> batch = batch();
      note(region, ref, "replace", Note.ids(batch));
      region.replace(ref, batch);
    } else if (dice < 33) {
      String state = "{\"s\":" + notes++ + "}";
      note(region, ref, "state", state);
      region.saveState(ref, state);
    } else if (dice < 53) {
      flush(region, ref);
    } else if (dice < 57) {
      flushAround(here, ref);
    } else if (dice < 69) {
      Freshness freshness = random.nextInt(4) == 0 ? Freshness.TRUST_HOT : Freshness.CHECK;
      note(region, ref, "hydrate", freshness);
      region.hydrate(ref, freshness);
    } else if (dice < 74) {
      note(region, ref, "load", "");
      region.load(ref);
    } else if (dice < 82) {
      fork(region, ref);
    } else if (dice < 85) {
      note(region, ref, "delete", "");
      region.delete(ref);
      regions.noteWhatIsGone(ref);
    } else if (dice < 90) {
      restore(region, ref);
    } else if (dice < 95) {
      int keep = 1 + random.nextInt(3);
      note(region, ref, "collect", "keep " + keep);
      regions.collect(here, ref, keep);
    } else if (dice < 97) {
      backUp(here);
    } else if (dice < 98) {
      startFromBackup(here);
      THREADS.forEach(regions::assertAsTheModelSays);
    } else {
      note(region, ref, "create", "");
      region.create(ref);
    }
  }

  private void append(Region region, ThreadRef ref) {
    int length = region.visible(ref).map(v -> v.messages().size()).orElse(0);
    if (length > LONG_THREAD) {
      truncate(region, ref);
      return;
    }
    // Sometimes what another region may have appended, too.
    List<Note> batch = random.nextInt(5) == 0 ? Note.range("m", notes / 2, notes / 2 + 4) : batch();
    note(region, ref, "append", Note.ids(batch));
    region.append(ref, batch);
  }

  private void truncate(Region region, ThreadRef ref) {
    List<String> all = region.visible(ref).map(Version::messages).orElse(List.of());
    String from = all.isEmpty() ? "none" : all.get(random.nextInt(all.size()));
    note(region, ref, "truncate", "from " + from);
    region.truncate(ref, from);
  }

  private void flush(Region region, ThreadRef ref) {
    AfterFlush after = after();
    note(region, ref, region.isInConflict(ref) ? "flush in conflict" : "flush", after);
    region.flush(ref, after);
  }

  /** While it is about to write its snapshot, the other region does something. */
  private void flushAround(int here, ThreadRef ref) {
    Region region = regions.region(here);
    if (!region.wouldArchive(ref)) {
      flush(region, ref);
      return;
    }
    AfterFlush after = after();
    note(region, ref, "slow flush", after);
    Region other = regions.region(1 - here);
    regions.flushAround(
        here,
        ref,
        after,
        () -> {
          if (random.nextInt(6) == 0) {
            note(other, ref, "delete meanwhile", "");
            other.delete(ref);
            regions.noteWhatIsGone(ref);
          } else {
            note(other, ref, "hydrate, append and flush meanwhile", "");
            if (!other.isInConflict(ref)) {
              other.hydrate(ref, Freshness.CHECK);
            }
            other.append(ref, batch());
            other.flush(ref, after());
          }
        });
  }

  private void fork(Region region, ThreadRef ref) {
    ThreadRef target = other(ref);
    int length = region.visible(ref).map(v -> v.messages().size()).orElse(0);
    int count = random.nextBoolean() ? length : random.nextInt(length + 1);
    ForkState state = random.nextBoolean() ? ForkState.CURRENT : ForkState.NONE;
    note(region, ref, "fork", "to %s, %s messages, state %s".formatted(target.id(), count, state));
    region.fork(ref, count, state, target);
    regions.assertAsTheModelSays(target);
  }

  private void restore(Region region, ThreadRef ref) {
    List<Entries.Entry> snapshots = regions.archive(ref).snapshots();
    long number =
        snapshots.isEmpty() || random.nextInt(10) == 0
            ? regions.archive(ref).newest() + 1
            : snapshots.get(random.nextInt(snapshots.size())).number();
    note(region, ref, "restore", number);
    region.restore(ref, number);
  }

  private void resolve(Region region, ThreadRef ref) {
    String rival = regions.archive(ref).live().isPresent() ? "" : " against a deletion";
    Optional<ThreadRef> free =
        THREADS.stream().filter(each -> region.visible(each).isEmpty()).findAny();
    int dice = random.nextInt(3);
    if (dice == 0 || (dice == 1 && free.isEmpty())) {
      note(region, ref, "keep hot" + rival, "");
      region.keepHot(ref);
    } else if (dice == 1) {
      note(region, ref, "fork hot away" + rival, "to " + free.get().id());
      region.forkHotTo(ref, free.get());
      regions.assertAsTheModelSays(free.get());
    } else {
      note(region, ref, "keep cold" + rival, "");
      region.keepCold(ref);
    }
  }

  private void backUp(int here) {
    history.add("backup of region " + here);
    regions.backUp(here);
  }

  private void startFromBackup(int here) {
    history.add("region %s starts from the backup".formatted(here));
    met.add("start from a backup");
    regions.startFromBackup(here);
  }

  /** All conflicts are resolved, all is archived: then both regions see the same. */
  private void end() {
    for (ThreadRef ref : THREADS) {
      for (int i = 0; i < Regions.COUNT; i++) {
        Region region = regions.region(i);
        if (region.isInConflict(ref)) {
          note(region, ref, "keep hot", "");
          region.keepHot(ref);
        }
        note(region, ref, "flush", "at the end");
        region.flush(ref, AfterFlush.RELEASE);
      }
      regions.assertAsTheModelSays(ref);
      for (int i = 0; i < Regions.COUNT; i++) {
        regions.region(i).load(ref);
      }
    }
    regions.assertNothingIsLost(THREADS);
  }

  private void note(Region region, ThreadRef ref, String what, Object more) {
    met.add(what);
    history.add("%s: %s %s %s".formatted(region, what, ref.id(), more));
  }

  private AfterFlush after() {
    return random.nextInt(3) == 0 ? AfterFlush.RELEASE : AfterFlush.KEEP;
  }

  private ThreadRef thread() {
    // Most happens around one thread, or regions would seldom meet.
    return THREADS.get(random.nextBoolean() ? 0 : random.nextInt(THREADS.size()));
  }

  private ThreadRef other(ThreadRef ref) {
    int index = THREADS.indexOf(ref);
    return THREADS.get((index + 1 + random.nextInt(THREADS.size() - 1)) % THREADS.size());
  }

  private List<Note> batch() {
    int count = 1 + random.nextInt(6);
    notes += count;
    return Note.range("m", notes - count, notes);
  }
}
