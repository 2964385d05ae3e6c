package dev.threadstore.it.matrix;

import dev.threadstore.it.matrix.Call.Role;
import dev.threadstore.it.matrix.Effect.Result;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks for an order of calls, one after the other, that explains what their callers were told and
 * what is seen in the end (linearizability). A call without an answer may have had its effect at
 * any time, partly, or not at all. Of two that do the same thing at once both may say that they did
 * it, if that is all the same to their callers.
 */
final class Explanation {
  private final Seen seen;
  private final Set<World> worlds = new LinkedHashSet<>();

  private Explanation(Seen seen) {
    this.seen = seen;
  }

  /**
   * A call and what came of it.
   *
   * @param call the call
   * @param left what of it has not had its effect yet
   * @param answer what its caller was told; null: nothing definite
   * @param sealed whether it is a deletion, and had sealed what it deletes before its rival acted
   */
  record Made(Call call, Effect left, @Nullable Answer answer, boolean sealed) {

    Made(Call call, @Nullable Answer answer) {
      this(call, call.operation(), answer, false);
    }

    Made havingSealed() {
      return new Made(call, left, answer, true);
    }

    private List<Result> allowed(World world) {
      return left.allowed(call, world);
    }

    private Made goingOn(Effect next) {
      return new Made(call, next, answer, sealed);
    }

    /** Which revision belongs to which history, if that is what its caller was told; else empty. */
    private Optional<Revisions> explainedBy(Result result, Revisions told) {
      if (answer == null || result.next() != null) {
        return Optional.of(told);
      }
      return answer.words().equals(result.words())
          ? told.with(result.at(), answer.revision())
          : Optional.empty();
    }
  }

  /**
   * Finds the worlds that this may be.
   *
   * @param start the world before all calls
   * @param told the revisions that are known then
   * @param calls the calls; those of one caller in their order
   * @param seen what is seen in the end
   * @return the worlds in which some order of the calls ends; empty: nothing explains it
   */
  static Set<World> find(World start, Revisions told, List<Made> calls, Seen seen) {
    Explanation explanation = new Explanation(seen);
    explanation.search(start, told, calls);
    return explanation.worlds;
  }

  private void search(World world, Revisions told, List<Made> open) {
    if (open.stream().allMatch(made -> made.answer() == null) && seen.shows(world, told)) {
      worlds.add(world);
    }
    for (Made next : open) {
      if (mayBeNext(next, open)) {
        for (Result result : next.allowed(world)) {
          List<Made> left = left(next, result, open);
          next.explainedBy(result, told).ifPresent(known -> search(result.after(), known, left));
          without(next, open).stream()
              .filter(other -> mayBeNext(other, open) && areDoneTogether(next, other))
              .forEach(other -> searchBoth(next, other, result, world, told, left));
        }
      }
    }
  }

  private void searchBoth(
      Made one, Made other, Result result, World before, Revisions told, List<Made> left) {
    for (Result same : other.allowed(before)) {
      if (same.after().equals(result.after())) {
        one.explainedBy(result, told)
            .flatMap(known -> other.explainedBy(same, known))
            .ifPresent(known -> search(result.after(), known, left(other, same, left)));
      }
    }
  }

  /** What is open after a part of a call. */
  private static List<Made> left(Made made, Result result, List<Made> open) {
    Effect next = result.next();
    return next == null
        ? without(made, open)
        : open.stream().map(other -> other.equals(made) ? made.goingOn(next) : other).toList();
  }

  private static boolean areDoneTogether(Made one, Made other) {
    return one.call().operation().isTheSameFromAll() && other.call().operation().isTheSameFromAll();
  }

  private static boolean mayBeNext(Made made, List<Made> open) {
    return open.stream().noneMatch(other -> mustComeBefore(other, made, open));
  }

  private static boolean mustComeBefore(Made one, Made other, List<Made> open) {
    if (one.answer() == null || one.equals(other)) {
      return false;
    }
    return other.call().role() == Role.AGAIN
        || (one.sealed() && other.call().isOfARival() && !areDoneTogether(one, other))
        || (one.call().isOfARival()
            && other.call().isOfARival()
            && open.indexOf(one) < open.indexOf(other));
  }

  private static List<Made> without(Made made, List<Made> open) {
    return open.stream().filter(other -> !other.equals(made)).toList();
  }
}
