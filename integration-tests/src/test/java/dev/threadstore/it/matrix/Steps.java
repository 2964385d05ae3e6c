package dev.threadstore.it.matrix;

import dev.threadstore.internal.base.Failpoints;
import io.lettuce.core.RedisException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Counts the steps of one operation, and does something after one of them. */
final class Steps implements Failpoints {
  private final @Nullable Point trap;
  private final Consumer<Point> action;
  private final Map<String, Integer> begun = new HashMap<>();
  private final List<Point> passed = new ArrayList<>();
  private boolean sprung;
  private @Nullable Stopped stopped;

  private Steps(@Nullable Point trap, Consumer<Point> action) {
    this.trap = trap;
    this.action = action;
  }

  /** Only counts. */
  static Steps counted() {
    return new Steps(null, point -> {});
  }

  /** Ends the operation, and whatever it has under way, as if its process had been killed. */
  static Steps stoppedAfter(Point point) {
    return new Steps(
        point,
        at -> {
          throw new Stopped(at);
        });
  }

  /** Lets a rival act, then throws what the client or a store throws when no answer comes. */
  static Steps answerLostAfter(Point point, Runnable rival) {
    return new Steps(
        point,
        at -> {
          rival.run();
          String reason = "connection lost, says the test";
          throw at.step().startsWith("redis.")
              ? new RedisException(reason)
              : new UncheckedIOException(new IOException(reason));
        });
  }

  /** Lets a rival act. */
  static Steps overtakenAfter(Point point, Runnable rival) {
    return new Steps(point, at -> rival.run());
  }

  /**
   * A place in an operation: after a step, which has had its effect.
   *
   * @param step the step's name
   * @param nth which of the operation's steps of that name
   */
  record Point(String step, int nth) {
    @Override
    public String toString() {
      return nth == 1 ? step : step + " (" + nth + ")";
    }
  }

  /** As if the process had been killed: an operation does not catch errors. */
  static final class Stopped extends Error {
    private static final long serialVersionUID = 1L;

    Stopped(Point point) {
      super("stopped after " + point);
    }
  }

  /** The steps so far. Those that run side by side are in any order. */
  synchronized List<Point> passed() {
    return List.copyOf(passed);
  }

  /** Whether a step was passed before something happened at a point. */
  synchronized boolean hadPassed(Point point, String step) {
    return passed.subList(0, passed.indexOf(point) + 1).stream()
        .anyMatch(before -> before.step().equals(step));
  }

  /** Whether the operation came to the point where something was to happen. */
  synchronized boolean hasSprung() {
    return sprung;
  }

  @Override
  public synchronized void before(String step) {
    if (stopped != null) {
      throw stopped;
    }
    begun.merge(step, 1, Integer::sum);
  }

  @Override
  public void after(String step) {
    Point point;
    synchronized (this) {
      if (stopped != null) {
        throw stopped;
      }
      point = new Point(step, begun.getOrDefault(step, 0));
      passed.add(point);
      if (sprung || !point.equals(trap)) {
        return;
      }
      sprung = true;
    }
    try {
      action.accept(point);
    } catch (Stopped e) {
      synchronized (this) {
        stopped = e;
      }
      throw e;
    }
  }
}
