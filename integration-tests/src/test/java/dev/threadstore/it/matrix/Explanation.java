package dev.threadstore.it.matrix;

import dev.threadstore.it.matrix.Operation.Result;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks for an order of calls, one after the other, that explains what their callers were told and
 * what is seen in the end (linearizability). A call without an outcome may have had its effect at
 * any time, partly, or not at all.
 */
final class Explanation {
  private final String seen;
  private final Set<World> worlds = new LinkedHashSet<>();

  private Explanation(String seen) {
    this.seen = seen;
  }

  /**
   * A call and what came of it.
   *
   * @param call the call
   * @param outcome what its caller was told; null: nothing definite
   * @param answerLost whether an answer of Redis was lost to it: an append may then find its own
   *     messages known
   * @param round calls of a later round began after those of an earlier one had ended
   */
  record Made(Call call, @Nullable String outcome, boolean answerLost, int round) {

    private boolean explainedBy(Result result) {
      return outcome == null
          || outcome.equals(result.outcome())
          || (answerLost && isAppended(outcome) && isAppended(result.outcome()));
    }

    private static boolean isAppended(String outcome) {
      return outcome.startsWith("ok added");
    }
  }

  /**
   * Finds the worlds that this may be.
   *
   * @param start the world before all calls
   * @param calls the calls
   * @param seen what is seen in the end
   * @return the worlds in which some order of the calls ends; empty: nothing explains it
   */
  static Set<World> find(World start, List<Made> calls, String seen) {
    Explanation explanation = new Explanation(seen);
    explanation.search(start, calls);
    return explanation.worlds;
  }

  private void search(World world, List<Made> open) {
    if (open.stream().allMatch(made -> made.outcome() == null) && world.seen().equals(seen)) {
      worlds.add(world);
    }
    for (Made next : open) {
      if (open.stream().anyMatch(other -> mustComeBefore(other, next))) {
        continue;
      }
      List<Made> rest = new ArrayList<>(open);
      rest.remove(next);
      for (Result result : next.call().operation().allowed(next.call(), world)) {
        if (next.explainedBy(result)) {
          search(result.after(), rest);
        }
      }
    }
  }

  private static boolean mustComeBefore(Made one, Made other) {
    return one.outcome() != null && one.round() < other.round();
  }
}
