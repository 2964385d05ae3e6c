package dev.threadstore.it.simulation;

import java.util.List;

/**
 * A reply that nothing explains.
 *
 * @param call the call whose reply it is
 * @param since the version that the thread certainly had some time before
 * @param calls what could have changed it since then, the call itself included
 * @param possible versions that the thread can have had just before the reply (some)
 */
record Contradiction(Call call, Version since, List<Call> calls, List<Version> possible) {

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("no order of the calls explains this reply:\n  ");
    text.append(call).append("\nIt was certain that the thread was at\n  ").append(since);
    text.append("\nThen these calls were under way (- for no answer, times in ms):");
    long start = calls.stream().mapToLong(Call::begin).min().orElse(0);
    for (Call each : calls) {
      text.append("\n  ").append(millis(each.begin() - start)).append("..");
      text.append(each.isOpenEnded() ? "-" : millis(each.end() - start)).append("  ").append(each);
    }
    text.append("\nUp to the reply, that could lead to");
    possible.forEach(version -> text.append("\n  ").append(version));
    return text.toString();
  }

  private static String millis(long nanos) {
    return "%.1f".formatted(nanos / 1e6);
  }
}
