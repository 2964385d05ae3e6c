package dev.threadstore.it.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes a contradiction smaller: answers are forgotten, one after the other, as long as the same
 * reply stays without an explanation. To forget an answer allows more, never less; so what is left
 * is a contradiction in the same history.
 */
final class Shrinking {
  private final Function<List<Call>, Optional<Contradiction>> check;
  private List<Call> calls;
  private Contradiction found;

  private Shrinking(
      Function<List<Call>, Optional<Contradiction>> check, List<Call> calls, Contradiction found) {
    this.check = check;
    this.calls = calls;
    this.found = found;
  }

  /**
   * Shrinks a contradiction.
   *
   * @param found what to shrink
   * @param calls the history in which it was found
   * @param check looks for a contradiction in a history
   */
  static Contradiction shrunk(
      Contradiction found, List<Call> calls, Function<List<Call>, Optional<Contradiction>> check) {
    Shrinking shrinking = new Shrinking(check, calls, found);
    for (Call call : found.calls()) {
      if (!call.isOpenEnded() && !call.equals(found.call())) {
        shrinking.forget(call);
      }
    }
    return shrinking.found;
  }

  private void forget(Call call) {
    List<Call> fewer = new ArrayList<>(calls);
    fewer.replaceAll(each -> each.equals(call) ? call.unanswered() : each);
    Optional<Contradiction> still = check.apply(fewer);
    if (still.isPresent()
        && still.get().call().equals(found.call())
        && still.get().calls().size() <= found.calls().size()) {
      calls = fewer;
      found = still.get();
    }
  }
}
