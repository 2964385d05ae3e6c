package dev.threadstore.it.archive;

import static dev.threadstore.it.archive.ArchiveWorld.REDISES;
import static dev.threadstore.it.archive.ArchiveWorld.THREADS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.ArchiveConflictException;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.OutcomeUnknownException;
import dev.threadstore.model.RevisionConflictException;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadExistsException;
import dev.threadstore.model.ThreadNotFoundException;
import dev.threadstore.model.ThreadNotHotException;
import dev.threadstore.model.UnreadableSnapshotException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One history: random operations of processes of which some stand still or die on the way. */
final class RandomRun {
  private static final Duration MONTH = Duration.ofDays(30);
  private static final List<Duration> PAUSES =
      List.of(Duration.ofMinutes(1), Duration.ofHours(25), Duration.ofDays(8));

  private static final int MOST_PASSES = 24;
  private static final int MOST_ROUNDS = 20;
  private static final int TO_THE_END = -1;

  /** An undisturbed operation may be refused for these reasons. */
  private static final List<Class<? extends Exception>> REFUSALS =
      List.of(
          ThreadNotFoundException.class,
          ThreadExistsException.class,
          ThreadNotHotException.class,
          ArchiveConflictException.class,
          InvalidInputException.class);

  /** One that stood still while others went on may find that out, too. */
  private static final List<Class<? extends Exception>> OVERTAKEN =
      List.of(
          OutcomeUnknownException.class,
          StoreUnavailableException.class,
          RevisionConflictException.class,
          UnreadableSnapshotException.class);

  private final ArchiveWorld world;
  private final @Nullable Consumer<Duration> clock;
  private final Random random;
  private final int redises;
  private final ThreadsModel model;
  private final StepChoice choice;
  private final Map<Lane, Step> standing = new LinkedHashMap<>();
  private final List<String> history = new ArrayList<>();

  /**
   * Prepares a run in an empty world.
   *
   * @param clock moves the cold store's clock; null: it cannot be moved
   */
  RandomRun(ArchiveWorld world, @Nullable Consumer<Duration> clock, long seed) {
    this.world = world;
    this.clock = clock;
    random = new Random(seed);
    redises = random.nextInt(3) == 0 ? REDISES : 1;
    model = new ThreadsModel(world, redises);
    choice = new StepChoice(model, random, this::mayBePurged);
  }

  /** What has happened. */
  List<String> history() {
    return history;
  }

  void run(int steps) {
    carryOut(choice.create(0, 0), TO_THE_END);
    for (int i = 0; i < steps; i++) {
      step();
      if (i % 50 == 49) {
        model.lookAtMessages();
        assertAllLoadElsewhere();
      }
    }
    end();
  }

  private void step() {
    int dice = random.nextInt(100);
    int redis = redises > 1 && random.nextInt(4) == 0 ? 1 : 0;
    if (dice < 5) {
      pass(PAUSES.get(random.nextInt(PAUSES.size())));
    } else if (dice < 7 && redises > 1) {
      lose(redis, random.nextInt(THREADS));
    } else if ((dice < 25 && !standing.isEmpty()) || freeLanes(redis).isEmpty()) {
      resume();
    } else if (dice < 35) {
      for (Runnable next : plan(choice.thread())) {
        next.run();
      }
    } else {
      carryOut(choice.next(redis), passes());
    }
  }

  /** Some steps that only together put collection to the test; any of them may be stopped. */
  private List<Runnable> plan(int t) {
    int fork = choice.absentFor(0, t);
    Runnable replace = () -> some(choice.replace(0, t), passes());
    Runnable flush = () -> some(choice.flush(0, t, AfterFlush.KEEP), passes());
    Runnable collect = () -> some(choice.collect(0, t, 1), passes());
    Runnable day = () -> pass(Duration.ofHours(25));
    return switch (random.nextInt(redises > 1 ? 6 : 5)) {
      case 0 -> List.of(replace, flush, collect);
      case 1 -> List.of(day, () -> some(choice.restore(0, t), passes()), collect, flush);
      case 2 ->
          List.of(
              flush,
              day,
              () -> some(choice.fork(0, t, fork), random.nextInt(MOST_PASSES)),
              replace,
              flush,
              collect);
      case 3 ->
          List.of(
              flush,
              () -> some(choice.fork(0, t, fork), TO_THE_END),
              day,
              () -> some(choice.flush(0, fork, AfterFlush.KEEP), random.nextInt(MOST_PASSES)),
              replace,
              flush,
              collect);
      case 4 ->
          List.of(
              flush,
              () -> some(choice.fork(0, t, fork), TO_THE_END),
              day,
              replace,
              flush,
              () -> some(choice.collect(0, t, 1), random.nextInt(MOST_PASSES)),
              () -> some(choice.flush(0, fork, AfterFlush.KEEP), passes()));
      default ->
          List.of(
              () -> some(choice.replace(1, t), passes()),
              () -> some(choice.flush(1, t, AfterFlush.KEEP), passes()),
              day,
              collect,
              () -> some(choice.keepHot(0, t), passes()));
    };
  }

  private void some(Step step, int passes) {
    if (!freeLanes(step.redis()).isEmpty()) {
      carryOut(step, passes);
    }
  }

  private int passes() {
    return random.nextInt(3) == 0 ? random.nextInt(MOST_PASSES) : TO_THE_END;
  }

  private void carryOut(Step step, int passes) {
    List<Lane> free = freeLanes(step.redis());
    Lane lane = free.get(random.nextInt(free.size()));
    lane.begin(passes, step.call());
    report(lane, step, step.words(), false);
  }

  private void resume() {
    List<Lane> lanes = new ArrayList<>(standing.keySet());
    resume(lanes.get(random.nextInt(lanes.size())));
  }

  private void resume(Lane lane) {
    Step step = standing.remove(lane);
    if (random.nextInt(4) == 0) {
      lane.die();
      history.add("  … " + step.words() + " dies at " + lane.place());
      model.look(step, false);
      return;
    }
    lane.goOn(passes());
    report(lane, step, "  … " + step.words() + " goes on", true);
  }

  private void report(Lane lane, Step step, String words, boolean resumed) {
    String at = redises > 1 ? " [Redis " + step.redis() + "]" : "";
    if (lane.stands()) {
      standing.put(lane, step);
      history.add(words + at + ": stands still " + lane.place());
      model.look(step, false);
      return;
    }
    Throwable failure = lane.failure();
    history.add(words + at + (failure == null ? "" : ": " + failure));
    if (failure != null && !mayEndWith(failure, resumed)) {
      throw new AssertionError("unexpected", failure);
    }
    model.look(step, failure == null && !resumed);
  }

  private static boolean mayEndWith(Throwable failure, boolean resumed) {
    return REFUSALS.stream().anyMatch(type -> type.isInstance(failure))
        || (resumed
            && (failure instanceof Lane.Death
                || OVERTAKEN.stream().anyMatch(type -> type.isInstance(failure))));
  }

  private void pass(Duration time) {
    if (clock == null) {
      return;
    }
    history.add("time passes: " + time);
    clock.accept(time);
    if (time.compareTo(Duration.ofHours(1)) > 0) {
      standing.keySet().forEach(Lane::becomeLate);
    }
  }

  private void lose(int redis, int thread) {
    Step loss =
        new Step(
            "Redis %s loses t%s".formatted(redis, thread),
            redis,
            Map.of(thread, before -> List.of(ArchiveWorld.newest(model.entries(thread)))),
            false,
            store -> {});
    history.add(loss.words());
    world.lose(redis, thread);
    model.look(loss, true);
  }

  private boolean mayBePurged(int thread) {
    boolean onlyHere = redises == 1 || model.copy(1, thread).isAbsent();
    return onlyHere && standing.values().stream().noneMatch(step -> step.touches(thread));
  }

  private List<Lane> freeLanes(int redis) {
    return world.lanes(redis).stream().filter(lane -> !standing.containsKey(lane)).toList();
  }

  /** Everything ends, everything is old: what nobody needs must go, and only that. */
  private void end() {
    while (!standing.isEmpty()) {
      resume();
    }
    for (int redis = 0; redis < redises; redis++) {
      for (int thread = 0; thread < THREADS; thread++) {
        carryOut(choice.load(redis, thread), TO_THE_END);
      }
    }
    collectAll();
    assertAllLoadElsewhere();
    for (int thread = 0; thread < THREADS; thread++) {
      carryOut(choice.flush(0, thread, AfterFlush.KEEP), TO_THE_END);
      carryOut(choice.keepHot(0, thread), TO_THE_END);
    }
    collectAll();
    model.lookAtMessages();
    assertAllLoadElsewhere();
    for (int thread = 0; thread < THREADS; thread++) {
      carryOut(choice.delete(0, thread), TO_THE_END);
    }
    collectAll();
    if (clock != null) {
      assertThat(model.scan().bulk()).as("left of deleted threads").isEmpty();
    }
  }

  private void collectAll() {
    pass(MONTH);
    for (int round = 0; round < MOST_ROUNDS; round++) {
      ColdScan before = model.scan();
      for (int thread = 0; thread < THREADS; thread++) {
        carryOut(choice.collect(0, thread, 1), TO_THE_END);
      }
      if (before.holdsTheSameAs(model.scan())) {
        break;
      }
    }
    if (clock != null) {
      assertThat(model.scan().garbage()).as("what should have been collected").isEmpty();
    }
  }

  private void assertAllLoadElsewhere() {
    for (int thread = 0; thread < THREADS; thread++) {
      world.assertLoadsElsewhere(thread, model.entries(thread));
    }
  }
}
