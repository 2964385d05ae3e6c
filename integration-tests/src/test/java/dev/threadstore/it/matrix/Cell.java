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
import dev.threadstore.model.RevisionConflictException;
import dev.threadstore.model.SnapshotInfo;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadContent;
import dev.threadstore.model.ThreadNotFoundException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreException;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.model.UnreadableSnapshotException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    lab.clear();
    this.lab = lab;
    this.scenario = scenario;
    this.start = scenario.start().prepare(thread, lab);
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
    assertThat(test(steps)).matches(answer -> answer.filter(Answer::isOk).isPresent());
    check();
    return steps.passed();
  }

  /** The process ends after a step; another process makes the same call again. */
  void stopAfter(Point point) {
    Steps steps = Steps.stoppedAfter(point);
    test(steps);
    assertThat(steps.hasSprung()).as("the point was reached").isTrue();
    again();
    check();
  }

  /** As {@link #stopAfter}, with a process of its own that ends there. */
  void haltAfter(Point point) throws IOException, InterruptedException {
    Call call = call(Role.TESTED);
    lab.haltedProcess(call, thread, target, known, point);
    calls.add(new Made(call, null));
    again();
    check();
  }

  /** The answer of a step is lost; if the caller is told nothing definite, it calls again. */
  void loseAnswerOf(Point point) {
    Steps steps = Steps.answerLostAfter(point, () -> {});
    if (isNotRemembered(point)) {
      calls.add(new Made(call(Role.SENT_FIRST), null));
    }
    if (test(steps).isEmpty()) {
      assertThat(point.step())
          .as("what is sent again or read back has a definite answer")
          .isIn("cold.list", "cold.read", "cold.delete");
      again();
    }
    assertThat(steps.hasSprung()).as("the point was reached").isTrue();
    check();
  }

  /** The same, and a rival does something before the step is sent again. */
  void loseAnswerAndOvertake(Point point, Rival rival) {
    Steps steps = Steps.answerLostAfter(point, () -> act(rival));
    if (isNotRemembered(point) || rival.drops() || leavesNoTraceOfACreate(rival)) {
      calls.add(new Made(call(Role.SENT_FIRST), null));
    }
    if (test(steps).isEmpty()) {
      again();
    }
    assertThat(steps.hasSprung()).as("the point was reached").isTrue();
    check();
  }

  /**
   * Some of what is sent again does not know itself, and is done again to what is there by then; as
   * is all if its memory went with the copy that a rival has dropped.
   */
  private static boolean isNotRemembered(Point point) {
    return Set.of("redis.append", "redis.drop", "redis.rebase").contains(point.step());
  }

  /** After a purge nobody can tell a thread that never was from his own, created and purged. */
  private boolean leavesNoTraceOfACreate(Rival rival) {
    return scenario.operation() == Operation.CREATE && rival.purges();
  }

  /** A rival does something while the operation is between two steps. */
  void overtakeAfter(Point point, Rival rival) {
    Steps steps = Steps.overtakenAfter(point, () -> act(rival));
    Optional<Answer> answer = test(steps);
    if (steps.hadPassed(point, "redis.seal")) {
      calls.add(calls.remove(calls.size() - 1).havingSealed());
    }
    if (answer.isEmpty() && leavesNoTraceOfACreate(rival)) {
      again();
    } else {
      definite(answer);
    }
    assertThat(steps.hasSprung()).as("the point was reached").isTrue();
    check();
  }

  private void act(Rival rival) {
    for (Operation operation : rival.operations()) {
      definite(make(new Call(operation, Role.RIVAL), lab.store()));
    }
  }

  private static void definite(Optional<Answer> answer) {
    assertThat(answer).as("answer is definite").isPresent();
  }

  private Optional<Answer> test(Steps steps) {
    try (ThreadStore<Note> store = lab.open(steps)) {
      return make(call(Role.TESTED), store);
    }
  }

  private void again() {
    definite(make(call(Role.AGAIN), lab.store()));
  }

  private Call call(Role role) {
    return new Call(scenario.operation(), role);
  }

  private Optional<Answer> make(Call call, ThreadStore<Note> store) {
    Optional<Answer> answer = answer(call, new Place(store, thread, target, known));
    calls.add(new Made(call, answer.orElse(null)));
    return answer;
  }

  private static Optional<Answer> answer(Call call, Place place) {
    try {
      return Optional.of(call.operation().run(call, place));
    } catch (Steps.Stopped | StoreUnavailableException | OutcomeUnknownException e) {
      return Optional.empty();
    } catch (ThreadNotFoundException e) {
      // That it was deleted is more than anybody needs to know.
      return Optional.of(new Answer(ThreadNotFoundException.class.getSimpleName(), null));
    } catch (ThreadStoreException e) {
      return Optional.of(new Answer(e.getClass().getSimpleName(), revisionIn(e)));
    }
  }

  private static @Nullable Revision revisionIn(ThreadStoreException exception) {
    if (exception instanceof RevisionConflictException conflict) {
      return conflict.found();
    }
    return exception instanceof ArchiveConflictException conflict ? conflict.revision() : null;
  }

  private void check() {
    lab.relieve();
    Seen seen = seen();
    Set<World> worlds = Explanation.find(start, told(), calls, seen);
    assertThat(worlds)
        .as("no order of the calls explains it: calls=%s seen=%s", calls, seen)
        .isNotEmpty();
    checkExpiry();
    flush(worlds, seen);
    checkNothingIsLeftInRedis();
    checkAllIsArchived(worlds, seen);
    checkHistory();
  }

  private Revisions told() {
    Revision revision = known.isAny() ? null : known;
    return Revisions.NONE.with(start.thread(), revision).orElseThrow();
  }

  private void flush(Set<World> worlds, Seen seen) {
    TieredThreadManager<Note> manager = lab.store().thread(thread);
    boolean archived;
    try {
      archived = manager.flush().isArchived();
    } catch (ArchiveConflictException e) {
      assertThat(worlds).as("conflict: calls=%s", calls).anyMatch(w -> w.tie() == Tie.CONFLICT);
      manager.resolve(Resolution.keepHot(), Revision.ANY);
      archived = manager.flush().isArchived();
    }
    assertThat(archived).as("archived").isEqualTo(seen.thread().revision() != null);
  }

  /** A flush drops a copy without changes that is behind; else everything stays as it is. */
  private void checkAllIsArchived(Set<World> worlds, Seen before) {
    boolean mayBeBehind = worlds.stream().anyMatch(world -> world.tie() == Tie.BEHIND);
    assertThat(view(thread, lab.store()))
        .as("after a flush; calls=%s", calls)
        .isIn(before.thread(), mayBeBehind ? before.archived() : before.thread());
    assertThat(fork()).as("fork; calls=%s", calls).isEqualTo(before.fork());
  }

  private Seen seen() {
    return new Seen(view(thread, lab.store()), fork(), archived());
  }

  private Seen.View fork() {
    boolean anybodyForks = calls.stream().anyMatch(made -> made.call().operation().forks());
    return anybodyForks ? view(target, lab.store()) : Seen.View.NOTHING;
  }

  /** What another Redis finds, which has nothing of the thread but its archive. */
  private Seen.View archived() {
    return view(thread, lab.elsewhere());
  }

  private static Seen.View view(ThreadRef ref, ThreadStore<Note> store) {
    try {
      ThreadContent<Note> content = store.thread(ref).load();
      Optional<String> state = store.thread(ref).state().loadJson().value();
      return Seen.View.of(Note.ids(content.messages()), state.orElse(null), content.revision());
    } catch (ThreadNotFoundException e) {
      return Seen.View.NOTHING;
    } catch (UnreadableSnapshotException e) {
      return Seen.View.UNREADABLE;
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

  /** G5, G9: a history is a run of numbers, all of them intact but for one that was not. */
  private void checkHistory() {
    List<SnapshotInfo> history = lab.store().thread(thread).snapshots().history(100);
    @Nullable SnapshotInfo newer = null;
    for (SnapshotInfo entry : history) {
      if (scenario.start() != Start.DAMAGED || entry.number() != Start.DAMAGED_NUMBER) {
        assertThat(entry.kind()).isNotEqualTo(SnapshotInfo.Kind.DAMAGED);
      }
      assertThat(newer == null || newer.number() == entry.number() + 1).isTrue();
      newer = entry;
    }
  }
}
