package dev.threadstore.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.ThreadStore;
import dev.threadstore.it.Note;
import dev.threadstore.it.RedisFixture;
import dev.threadstore.it.matrix.Call.Place;
import dev.threadstore.it.matrix.Call.Role;
import dev.threadstore.it.matrix.Explanation.Made;
import dev.threadstore.it.matrix.Steps.Point;
import dev.threadstore.it.matrix.World.Tie;
import dev.threadstore.model.ArchiveConflictException;
import dev.threadstore.model.OutcomeUnknownException;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.SnapshotInfo;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadContent;
import dev.threadstore.model.ThreadNotFoundException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreException;
import dev.threadstore.model.TieredThreadManager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One run of one operation, with one thing that happens on its way; and what must hold then. */
final class Cell {
  private final Laboratory lab;
  private final Scenario scenario;
  private final ThreadRef thread = RedisFixture.newRef();
  private final ThreadRef target = RedisFixture.newRef();
  private final World start;
  private final Revision known;
  private final List<Made> calls = new ArrayList<>();

  /** Prepares the thread. */
  Cell(Laboratory lab, Scenario scenario, Memory memory) {
    lab.relieve();
    this.lab = lab;
    this.scenario = scenario;
    this.start = scenario.start().prepare(thread, lab.store(), lab.elsewhere());
    this.known =
        start.thread() == null ? Revision.ANY : lab.store().thread(thread).info().revision();
    if (memory == Memory.FULL) {
      lab.fill();
    }
  }

  /** Whether Redis has any left. */
  enum Memory {
    PLENTY,
    FULL
  }

  /** Undisturbed. Returns the points that the operation passes. */
  List<Point> runAlone() {
    Steps steps = Steps.counted();
    assertThat(test(steps, false).orElse("nothing definite")).startsWith(Operation.OK);
    check();
    return steps.passed();
  }

  /** The process ends after a step; another process makes the same call again. */
  void stopAfter(Point point) {
    Steps steps = Steps.stoppedAfter(point);
    test(steps, false);
    assertThat(steps.hasSprung()).as("the point was reached").isTrue();
    again();
    check();
  }

  /** As {@link #stopAfter}, with a process of its own that ends there. */
  void haltAfter(Point point) throws IOException, InterruptedException {
    Call call = new Call("tested", scenario.operation(), Role.TESTED);
    lab.haltedProcess(call, thread, target, known, point);
    calls.add(new Made(call, null, false, 0));
    again();
    check();
  }

  /** The answer of a step is lost; if the caller is told nothing definite, it calls again. */
  void loseAnswerOf(Point point) {
    Steps steps = Steps.answerLostAfter(point, () -> {});
    if (test(steps, mayFindItselfDone(point)).isEmpty()) {
      assertThat(point.step())
          .as("what is sent again or read back has a definite outcome")
          .isIn("cold.list", "cold.read", "cold.delete");
      again();
    }
    assertThat(steps.hasSprung()).as("the point was reached").isTrue();
    check();
  }

  /** The same, and a rival does something before the step is sent again. */
  void loseAnswerAndOvertake(Point point, Operation rival) {
    Steps steps = Steps.answerLostAfter(point, () -> act(rival));
    if (mayFindItselfDone(point)) {
      // What the rival has cut, the append adds once more.
      calls.add(new Made(new Call("sent first", Operation.APPEND, Role.TESTED), null, true, 0));
    }
    Optional<String> outcome = test(steps, mayFindItselfDone(point));
    if (outcome.isEmpty()) {
      again();
    } else if (outcome.get().equals(Operation.OTHER_REVISION)
        && (rival.drops() || scenario.operation().drops())) {
      // With the memory of the last changes gone, it does not say whether this one was made.
      calls.add(new Made(calls.remove(calls.size() - 1).call(), null, true, 0));
    }
    assertThat(steps.hasSprung()).as("the point was reached").isTrue();
    check();
  }

  private static boolean mayFindItselfDone(Point point) {
    return point.step().equals("redis.append");
  }

  /** A rival does something while the operation is between two steps. */
  void overtakeAfter(Point point, Operation rival) {
    Steps steps = Steps.overtakenAfter(point, () -> act(rival));
    Optional<String> outcome = test(steps, false);
    if (outcome.isEmpty() && rival == Operation.PURGE && scenario.operation() == Operation.CREATE) {
      // It cannot tell a purged tombstone from its own thread, created, deleted and purged.
      again();
    } else {
      definite(outcome);
    }
    assertThat(steps.hasSprung()).as("the point was reached").isTrue();
    check();
  }

  private void act(Operation rival) {
    definite(make(new Call("rival", rival, Role.RIVAL), lab.store(), false, 0));
  }

  private static void definite(Optional<String> outcome) {
    assertThat(outcome).as("outcome is definite").isPresent();
  }

  private Optional<String> test(Steps steps, boolean answerLost) {
    try (ThreadStore<Note> store = lab.open(steps)) {
      return make(new Call("tested", scenario.operation(), Role.TESTED), store, answerLost, 0);
    }
  }

  private void again() {
    definite(make(new Call("again", scenario.operation(), Role.TESTED), lab.store(), false, 1));
  }

  private Optional<String> make(Call call, ThreadStore<Note> store, boolean answerLost, int round) {
    Optional<String> outcome = outcome(call, new Place(store, thread, target, known));
    calls.add(new Made(call, outcome.orElse(null), answerLost, round));
    return outcome;
  }

  private static Optional<String> outcome(Call call, Place place) {
    try {
      return Optional.of(call.operation().run(call, place));
    } catch (Steps.Stopped | StoreUnavailableException | OutcomeUnknownException e) {
      return Optional.empty();
    } catch (ThreadNotFoundException e) {
      // That it was deleted is more than anybody needs to know.
      return Optional.of(ThreadNotFoundException.class.getSimpleName());
    } catch (ThreadStoreException e) {
      return Optional.of(e.getClass().getSimpleName());
    }
  }

  private void check() {
    lab.relieve();
    String seen = seen();
    Set<World> worlds = Explanation.find(start, calls, seen);
    assertThat(worlds)
        .as("no order of the calls explains it: calls=%s seen=%s", calls, seen)
        .isNotEmpty();
    checkExpiry();
    Set<String> settled =
        worlds.stream().map(Cell::settled).map(World::seen).collect(Collectors.toSet());
    flush(worlds);
    checkNothingIsLeftInRedis();
    assertThat(seen()).as("after a flush; calls=%s", calls).isIn(settled);
    checkHistory();
  }

  /** A flush drops a copy without changes that is behind. */
  private static World settled(World world) {
    return world.tie() == Tie.BEHIND ? world.tied(world.archived(), world.archived()) : world;
  }

  private void flush(Set<World> worlds) {
    TieredThreadManager<Note> manager = lab.store().thread(thread);
    try {
      manager.flush();
    } catch (ArchiveConflictException e) {
      assertThat(worlds).as("conflict: calls=%s", calls).anyMatch(w -> w.tie() == Tie.CONFLICT);
      manager.resolve(Resolution.keepHot(), Revision.ANY);
      manager.flush();
    }
  }

  private String seen() {
    return "thread: " + seen(thread) + ", fork: " + seen(target);
  }

  private String seen(ThreadRef ref) {
    try {
      ThreadContent<Note> content = lab.store().thread(ref).load();
      Optional<String> state = lab.store().thread(ref).state().loadJson().value();
      return Note.ids(content.messages()) + " " + state.orElse(null);
    } catch (ThreadNotFoundException e) {
      return "none";
    }
  }

  /** G6: no key of a copy with changes expires; everything else does. */
  private void checkExpiry() {
    TieredThreadManager<Note> manager = lab.store().thread(thread);
    boolean changed = manager.exists() && !manager.info().archived();
    for (String key : lab.redis().keysOf(thread)) {
      boolean ofTheCopy = !key.endsWith(":gate") && !key.contains(":s:");
      boolean expires = lab.redis().commands().pttl(key) > 0;
      assertThat(expires).as("%s expires", key).isEqualTo(!(changed && ofTheCopy));
    }
  }

  /** What a flush releases is gone; a gate and abandoned staging go by themselves. */
  private void checkNothingIsLeftInRedis() {
    assertThat(lab.redis().keysOf(thread))
        .as("left after a flush; calls=%s", calls)
        .allMatch(key -> key.endsWith(":gate") || key.contains(":s:"))
        .allMatch(key -> lab.redis().commands().pttl(key) > 0);
  }

  /** G5, G9: a history is a run of numbers, all of them intact. */
  private void checkHistory() {
    List<SnapshotInfo> history = lab.store().thread(thread).snapshots().history(100);
    @Nullable SnapshotInfo newer = null;
    for (SnapshotInfo entry : history) {
      assertThat(entry.kind()).isNotEqualTo(SnapshotInfo.Kind.DAMAGED);
      assertThat(newer == null || newer.number() == entry.number() + 1).isTrue();
      newer = entry;
    }
  }
}
