package dev.threadstore.it.killed;

import static dev.threadstore.it.killed.VictimStep.Kind.APPEND;
import static dev.threadstore.it.killed.VictimStep.Kind.CREATE;
import static dev.threadstore.it.killed.VictimStep.Kind.DELETE;
import static dev.threadstore.it.killed.VictimStep.Kind.FLUSH;
import static dev.threadstore.it.killed.VictimStep.Kind.FORK_ARCHIVED;
import static dev.threadstore.it.killed.VictimStep.Kind.FORK_HOT;
import static dev.threadstore.it.killed.VictimStep.Kind.HYDRATE;
import static dev.threadstore.it.killed.VictimStep.Kind.REPLACE;
import static dev.threadstore.it.killed.VictimStep.Kind.RESTORE;
import static dev.threadstore.it.killed.VictimStep.Kind.STATE;
import static dev.threadstore.it.killed.VictimStep.Kind.TRUNCATE;

import dev.threadstore.ThreadStore;
import dev.threadstore.it.Note;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.AppendResult;
import dev.threadstore.model.ForkPoint;
import dev.threadstore.model.ForkState;
import dev.threadstore.model.Revision;
import dev.threadstore.model.SnapshotInfo;
import dev.threadstore.model.ThreadContent;
import dev.threadstore.model.ThreadExistsException;
import dev.threadstore.model.ThreadNotFoundException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.Tier;
import dev.threadstore.model.TieredThreadManager;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * A few threads that one {@link Victim} after the other works on, one step after the other. Each
 * step stands in a journal before it is begun and after it was acknowledged; whoever comes after a
 * kill reads it, and compares what is there with the {@link VictimModel}.
 */
final class VictimLane {
  static final List<String> THREADS = List.of("x", "y", "z");

  private final int number;
  private final ThreadStore<Note> store;
  private final Random random;
  private final BiConsumer<VictimStep.Kind, String> report;
  private final VictimModel model;
  private final FileOutputStream journal;

  /**
   * Goes on where the journal ends.
   *
   * @param report hears of each step when it is begun and when it was acknowledged, with the words
   *     {@code begin} and {@code ack <microseconds>}
   */
  VictimLane(
      int number,
      ThreadStore<Note> store,
      Random random,
      Path folder,
      BiConsumer<VictimStep.Kind, String> report)
      throws IOException {
    this.number = number;
    this.store = store;
    this.random = random;
    this.report = report;
    model = replayed(folder, number);
    journal = new FileOutputStream(file(folder, number).toFile(), true);
  }

  static VictimModel replayed(Path folder, int number) throws IOException {
    VictimModel model = new VictimModel();
    if (Files.exists(file(folder, number))) {
      Files.readAllLines(file(folder, number)).forEach(model::replay);
    }
    return model;
  }

  static ThreadRef ref(int lane, String thread) {
    return new ThreadRef("victim", lane + thread);
  }

  private static Path file(Path folder, int number) {
    return folder.resolve(number + ".journal");
  }

  /** What a thread holds and at which revision; empty: there is none. */
  record Found(Revision revision, VictimModel.Content content) {
    static Optional<Found> in(TieredThreadManager<Note> thread) {
      try {
        ThreadContent<Note> all = thread.load();
        List<String> ids = Note.ids(all.messages());
        require(
            all.messages().equals(ids.stream().map(Note::of).toList()),
            "messages have other bytes",
            thread);
        return Optional.of(
            new Found(
                all.revision(), new VictimModel.Content(ids, thread.state().loadJson().value())));
      } catch (ThreadNotFoundException e) {
        return Optional.empty();
      }
    }
  }

  /**
   * Looks what a kill has left, or repeats what it has cut short; then all must be as it should.
   */
  void settle() {
    if (model.pending().isPresent()) {
      VictimStep step = model.pending().get();
      boolean repeated = random.nextBoolean();
      if (repeated) {
        note(VictimModel.REPEAT_ENTRY);
        repeat(step);
      }
      Optional<Found> found = Found.in(thread(step.thread()));
      Optional<VictimModel.Content> content = found.map(Found::content);
      boolean after = content.equals(model.after(step));
      require(
          after || (!repeated && content.equals(model.content(step.thread()))),
          "thread is neither as before a step nor as after it (lane, repeated, step, found, before)",
          number,
          repeated,
          step,
          content,
          model.content(step.thread()));
      note(VictimModel.seenEntry(step.thread(), after, found.map(Found::revision)));
    }
    THREADS.forEach(this::look);
  }

  /** One step on one of the threads. */
  void step() {
    String thread = THREADS.get(random.nextInt(THREADS.size()));
    String other = THREADS.get(random.nextInt(THREADS.size()));
    if (model.content(thread).isPresent()) {
      change(thread);
    } else if (model.content(other).isPresent() && random.nextInt(3) > 0) {
      fork(other, thread);
    } else {
      perform(VictimStep.of(CREATE, thread));
    }
  }

  /** Does everything that can be done with each thread. */
  void everything() {
    for (int i = 0; i < THREADS.size(); i++) {
      String thread = THREADS.get(i);
      String other = THREADS.get((i + 1) % THREADS.size());
      if (model.content(thread).isEmpty()) {
        perform(VictimStep.of(CREATE, thread));
      }
      append(thread, 3);
      perform(new VictimStep(STATE, thread, "1", 0));
      truncate(thread);
      replace(thread, 3);
      flushAndHydrate(thread);
      restore(thread);
      for (int fork = 0; fork < 2; fork++) {
        if (model.content(other).isPresent()) {
          perform(VictimStep.of(DELETE, other));
        }
        fork(thread, other);
        perform(VictimStep.of(FLUSH, thread));
      }
    }
    THREADS.forEach(this::look);
  }

  private void change(String thread) {
    boolean isEmpty = model.content(thread).orElseThrow().ids().isEmpty();
    switch (random.nextInt(isEmpty ? 5 : 9)) {
      case 0, 1 -> append(thread, 1 + random.nextInt(6));
      case 2 -> perform(new VictimStep(STATE, thread, random.nextInt(4) == 0 ? "-" : newName(), 0));
      // More than one chunk at times: staging takes several scripts then.
      case 3 -> replace(thread, random.nextInt(6) == 0 ? 1100 : 1 + random.nextInt(20));
      case 4 -> flushAndHydrate(thread);
      case 5 -> truncate(thread);
      case 6 -> restore(thread);
      case 7 -> look(thread);
      default -> perform(VictimStep.of(DELETE, thread));
    }
  }

  private void append(String thread, int count) {
    perform(new VictimStep(APPEND, thread, newName(), count));
  }

  private void replace(String thread, int count) {
    perform(new VictimStep(REPLACE, thread, newName(), count));
  }

  private void truncate(String thread) {
    List<String> ids = model.content(thread).orElseThrow().ids();
    perform(new VictimStep(TRUNCATE, thread, ids.get(random.nextInt(ids.size())), 0));
  }

  private void flushAndHydrate(String thread) {
    perform(VictimStep.of(FLUSH, thread));
    if (random.nextInt(3) > 0) {
      perform(VictimStep.of(HYDRATE, thread));
    }
  }

  /** Every snapshot that is in the history holds what the thread held at its revision. */
  private void restore(String thread) {
    List<SnapshotInfo> history = thread(thread).snapshots().history(4);
    Optional<SnapshotInfo> chosen = Optional.empty();
    for (SnapshotInfo info : history) {
      if (info.kind() == SnapshotInfo.Kind.SNAPSHOT) {
        String stamp = info.revision().orElseThrow().stamp();
        Optional<VictimModel.Content> known = model.byStamp(stamp);
        require(
            known.isPresent()
                ? known.get().ids().size() == info.length()
                : model.mayHaveHeldUnseen(thread, info.length()),
            "snapshot of what never was there (lane, thread, snapshot)",
            number,
            thread,
            info);
        if (known.isPresent() && (chosen.isEmpty() || random.nextBoolean())) {
          chosen = Optional.of(info);
        }
      }
    }
    chosen.ifPresent(
        info ->
            perform(
                new VictimStep(
                    RESTORE, thread, info.revision().orElseThrow().stamp(), (int) info.number())));
  }

  private void fork(String source, String target) {
    if (random.nextBoolean()) {
      perform(VictimStep.of(FLUSH, source));
    }
    boolean isHot = thread(source).info().tier() == Tier.HOT;
    int count = random.nextInt(model.content(source).orElseThrow().ids().size() + 1);
    perform(new VictimStep(isHot ? FORK_HOT : FORK_ARCHIVED, target, source, count));
    look(target);
  }

  private void perform(VictimStep step) {
    note(VictimModel.beginEntry(step));
    report.accept(step.kind(), "begin");
    long start = System.nanoTime();
    Optional<Revision> revision = run(step);
    long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
    note(VictimModel.acknowledgeEntry(revision));
    report.accept(step.kind(), "ack " + micros);
  }

  /** Runs a step, and returns the revision at which it has left its thread, if it says so. */
  private Optional<Revision> run(VictimStep step) {
    TieredThreadManager<Note> thread = thread(step.thread());
    // Nobody else changes the thread, so it must be at the revision at which it was left.
    Revision expected =
        random.nextBoolean() ? Revision.ANY : model.revision(step.thread()).orElse(Revision.ANY);
    switch (step.kind()) {
      case CREATE -> {
        return Optional.of(thread.create().revision());
      }
      case APPEND -> {
        AppendResult result = thread.append(notes(step), expected);
        require(result.added().equals(VictimModel.added(step)), "not all were added", step, result);
        return Optional.of(result.revision());
      }
      case TRUNCATE -> {
        return Optional.of(thread.truncateFrom(step.argument(), expected).revision());
      }
      case REPLACE -> {
        return Optional.of(thread.replaceAll(notes(step), expected).revision());
      }
      case STATE -> {
        return Optional.of(
            (step.argument().equals("-")
                    ? thread.state().delete(expected)
                    : thread.state().saveJson(step.argument(), expected))
                .revision());
      }
      case FORK_HOT, FORK_ARCHIVED -> {
        thread(step.argument())
            .fork(thread.ref(), ForkPoint.first(step.count()), ForkState.CURRENT);
        return Optional.empty();
      }
      case DELETE -> {
        require(thread.delete().existed(), "nothing was there to delete", step);
        return Optional.empty();
      }
      case RESTORE -> {
        return Optional.of(thread.snapshots().restore(step.count(), expected).revision());
      }
      case FLUSH -> thread.flush(random.nextInt(3) == 0 ? AfterFlush.KEEP : AfterFlush.RELEASE);
      case HYDRATE -> thread.hydrate();
    }
    return model.revision(step.thread());
  }

  /** Asks again for what may have been done already: that must be harmless. */
  private void repeat(VictimStep step) {
    TieredThreadManager<Note> thread = thread(step.thread());
    switch (step.kind()) {
      case CREATE -> thread.createIfAbsent();
      case APPEND -> {
        AppendResult result = thread.append(notes(step));
        List<String> ids = VictimModel.added(step);
        require(
            result.added().equals(ids) || result.known().equals(ids),
            "some were added and some known",
            step,
            result);
      }
      case TRUNCATE -> thread.truncateFrom(step.argument(), Revision.ANY);
      case REPLACE -> thread.replaceAll(notes(step), Revision.ANY);
      case STATE -> {
        if (step.argument().equals("-")) {
          thread.state().delete(Revision.ANY);
        } else {
          thread.state().saveJson(step.argument(), Revision.ANY);
        }
      }
      case FORK_HOT, FORK_ARCHIVED -> {
        try {
          thread(step.argument())
              .fork(thread.ref(), ForkPoint.first(step.count()), ForkState.CURRENT);
        } catch (ThreadExistsException e) {
          // It was made before.
        }
      }
      case DELETE -> thread.delete();
      case RESTORE -> thread.snapshots().restore(step.count(), Revision.ANY);
      case FLUSH -> thread.flush();
      case HYDRATE -> thread.hydrate();
    }
  }

  /** A thread that no step is under way on is exactly what it should be. */
  private void look(String thread) {
    Optional<Found> found = Found.in(thread(thread));
    require(
        found.map(Found::content).equals(model.content(thread)),
        "thread is not as it was left (lane, thread, found, left)",
        number,
        thread,
        found,
        model.content(thread));
    Optional<Revision> expected = model.revision(thread);
    Optional<Revision> revision = found.map(Found::revision);
    require(
        expected.isEmpty() || expected.equals(revision),
        "thread is not at the revision at which it was left (lane, thread, found, left)",
        number,
        thread,
        revision,
        expected);
    if (!expected.equals(revision)) {
      note(VictimModel.seenEntry(thread, false, revision));
    }
  }

  private TieredThreadManager<Note> thread(String name) {
    return store.thread(ref(number, name));
  }

  private static List<Note> notes(VictimStep step) {
    return VictimModel.added(step).stream().map(Note::of).toList();
  }

  /** A number that was not used before in this lane. */
  private String newName() {
    return Integer.toString(model.begun());
  }

  private void note(String entry) {
    try {
      // One write of a few bytes: a SIGKILL leaves it whole or not at all.
      journal.write((entry + "\n").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    model.replay(entry);
  }

  private static void require(boolean condition, String problem, Object... particulars) {
    if (!condition) {
      throw new IllegalStateException(problem + ": " + Arrays.asList(particulars));
    }
  }
}
