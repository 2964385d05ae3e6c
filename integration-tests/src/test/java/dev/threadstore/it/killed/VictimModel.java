package dev.threadstore.it.killed;

import dev.threadstore.model.Revision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What the threads of one {@link VictimLane} must hold. Only that lane changes them, one step after
 * the other, and each step has one effect: so after a crash a thread is as it was before the step
 * that was under way, or as it is after it, and nothing else is right.
 */
final class VictimModel {
  /** Stands for a revision that is not known, and for no state. */
  private static final String NONE = "-";

  /** The entry that says that the pending step is about to be sent again. */
  static final String REPEAT_ENTRY = "repeat";

  private final Map<String, Content> contents = new HashMap<>();
  private final Map<String, Revision> revisions = new HashMap<>();
  private final Map<String, Content> byStamp = new HashMap<>();
  private final Map<String, List<Content>> unseen = new HashMap<>();
  private final Map<VictimStep.Kind, Interrupted> interrupted = new TreeMap<>();
  private Optional<VictimStep> pending = Optional.empty();
  private int begun;

  /** The ids of a thread's messages, in order, and its state. */
  record Content(List<String> ids, Optional<String> state) {
    static final Content EMPTY = new Content(List.of(), Optional.empty());

    Content {
      ids = List.copyOf(ids);
    }

    @Override
    public String toString() {
      return ids.size() + " messages, state " + state.orElse(NONE) + ": " + ids;
    }
  }

  /** How many steps of a kind a kill has cut short, and how many of them have changed content. */
  record Interrupted(int all, int effective) {
    Interrupted plus(Interrupted other) {
      return new Interrupted(all + other.all, effective + other.effective);
    }
  }

  /** Takes in an entry of the lane's journal: what stands before its first space, and the rest. */
  void replay(String entry) {
    String[] words = entry.split(" ", -1);
    switch (words[0]) {
      case "begin" -> begin(VictimStep.parse(entry.substring("begin ".length())));
      case REPEAT_ENTRY -> repeat();
      case "ack" -> acknowledge(parsed(words[1]));
      case "seen" -> seen(words[1], words[2].equals("after"), parsed(words[3]));
      default -> throw new IllegalStateException("not an entry: " + entry);
    }
  }

  static String beginEntry(VictimStep step) {
    return "begin " + step;
  }

  static String acknowledgeEntry(Optional<Revision> revision) {
    return "ack " + revision.map(Revision::toString).orElse(NONE);
  }

  static String seenEntry(String thread, boolean after, Optional<Revision> revision) {
    return "seen %s %s %s"
        .formatted(
            thread, after ? "after" : "before", revision.map(Revision::toString).orElse(NONE));
  }

  /** The number of steps begun so far. */
  int begun() {
    return begun;
  }

  /** The step that was begun and neither acknowledged nor looked into. */
  Optional<VictimStep> pending() {
    return pending;
  }

  /** What a thread must hold; empty: there must be none. */
  Optional<Content> content(String thread) {
    return Optional.ofNullable(contents.get(thread));
  }

  /** The revision at which a thread must be, if it is known. */
  Optional<Revision> revision(String thread) {
    return Optional.ofNullable(revisions.get(thread));
  }

  /** What some thread held at a stamp. */
  Optional<Content> byStamp(String stamp) {
    return Optional.ofNullable(byStamp.get(stamp));
  }

  /**
   * Whether a thread may have held so many messages at a stamp that nobody has seen: a step that
   * was cut short and sent again may have had its effect both times.
   */
  boolean mayHaveHeldUnseen(String thread, long length) {
    return unseen.getOrDefault(thread, List.of()).stream()
        .anyMatch(content -> content.ids().size() == length);
  }

  Map<VictimStep.Kind, Interrupted> interrupted() {
    return interrupted;
  }

  /** What the thread of a step must hold when it is done. */
  Optional<Content> after(VictimStep step) {
    Optional<Content> before = content(step.thread());
    return switch (step.kind()) {
      case CREATE -> Optional.of(Content.EMPTY);
      case DELETE -> Optional.empty();
      case FLUSH, HYDRATE -> before;
      case RESTORE -> Optional.of(byStamp(step.argument()).orElseThrow());
      case FORK_HOT, FORK_ARCHIVED -> {
        Content source = contents.get(step.argument());
        yield Optional.of(new Content(source.ids().subList(0, step.count()), source.state()));
      }
      case APPEND -> before.map(old -> new Content(joined(old.ids(), added(step)), old.state()));
      case REPLACE -> before.map(old -> new Content(added(step), old.state()));
      case TRUNCATE ->
          before.map(
              old ->
                  new Content(
                      old.ids().subList(0, old.ids().indexOf(step.argument())), old.state()));
      case STATE ->
          before.map(
              old ->
                  new Content(
                      old.ids(), Optional.of(step.argument()).filter(json -> !json.equals(NONE))));
    };
  }

  /** The ids of the messages that an append or a replacement brings. */
  static List<String> added(VictimStep step) {
    return IntStream.range(0, step.count()).mapToObj(i -> step.argument() + "." + i).toList();
  }

  private static List<String> joined(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private void begin(VictimStep step) {
    pending = Optional.of(step);
    begun++;
  }

  private void repeat() {
    VictimStep step = pending.orElseThrow();
    after(step)
        .ifPresent(
            content ->
                unseen.computeIfAbsent(step.thread(), any -> new ArrayList<>()).add(content));
  }

  private void acknowledge(Optional<Revision> revision) {
    VictimStep step = pending.orElseThrow();
    pending = Optional.empty();
    apply(step);
    note(step.thread(), revision);
  }

  private void seen(String thread, boolean after, Optional<Revision> revision) {
    Optional<VictimStep> step = pending.filter(each -> each.thread().equals(thread));
    if (step.isPresent()) {
      pending = Optional.empty();
      boolean effective = after && !after(step.get()).equals(content(thread));
      interrupted.merge(
          step.get().kind(), new Interrupted(1, effective ? 1 : 0), Interrupted::plus);
      if (after) {
        apply(step.get());
      }
    }
    note(thread, revision);
  }

  private void apply(VictimStep step) {
    after(step)
        .ifPresentOrElse(
            content -> contents.put(step.thread(), content), () -> contents.remove(step.thread()));
  }

  private void note(String thread, Optional<Revision> revision) {
    revision.ifPresentOrElse(
        known -> {
          revisions.put(thread, known);
          byStamp.put(known.stamp(), contents.get(thread));
        },
        () -> revisions.remove(thread));
  }

  private static Optional<Revision> parsed(String word) {
    return word.equals(NONE) ? Optional.empty() : Optional.of(Revision.parse(word));
  }
}
