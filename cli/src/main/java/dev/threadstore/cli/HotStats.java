package dev.threadstore.cli;

import dev.threadstore.model.HotCopy;
import dev.threadstore.model.HotCopy.State;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What there is in Redis. Not thread-safe. */
final class HotStats {
  private final Map<State, Long> states = new EnumMap<>(State.class);
  private final TierStats whole;
  private long messages;
  private boolean isMemoryTold = true;

  HotStats(int most) {
    whole = new TierStats(most);
  }

  void add(HotCopy copy) {
    states.merge(copy.state(), 1L, Long::sum);
    if (copy.state() == State.UNARCHIVED || copy.state() == State.ARCHIVED) {
      messages += copy.length();
      isMemoryTold &= copy.bytes().isPresent();
      whole.add(copy.ref(), copy.length(), copy.bytes().orElse(0), copy.idle());
    }
  }

  long threads() {
    return states.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Those that can be read. */
  TierStats whole() {
    return whole;
  }

  String json() {
    JsonLine line = new JsonLine().put("tier", "hot").put("threads", threads());
    for (State state : State.values()) {
      line.put(name(state), count(state));
    }
    return line.put("messages", messages)
        .putJson("bytes", isMemoryTold ? Long.toString(whole.bytes()) : "null")
        .putJson("ages", whole.ages().json())
        .toString();
  }

  String text() {
    String memory =
        isMemoryTold
            ? "about " + Sizes.bytes(whole.bytes()) + " of memory"
            : "memory not told, for the user may not run MEMORY USAGE";
    String counts =
        Arrays.stream(State.values())
            .filter(states::containsKey)
            .map(state -> states.get(state) + " " + name(state))
            .collect(Collectors.joining(", "));
    return "hot: %s, %s, %s%s%s"
        .formatted(
            Sizes.count(threads(), "thread"),
            Sizes.count(messages, "message"),
            memory,
            threads() == 0 ? "" : "; " + counts,
            whole.ages().text("; unused for"));
  }

  private long count(State state) {
    return states.getOrDefault(state, 0L);
  }

  private static String name(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
