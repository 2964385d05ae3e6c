package dev.threadstore.it.matrix;

import dev.threadstore.it.matrix.World.Content;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a call may bring about: all of an operation, or what is left of it after a part. */
interface Effect {

  /** What may come of it in a world, if nobody else does anything meanwhile. */
  List<Result> allowed(Call call, World world);

  /**
   * What may come of it.
   *
   * @param after the world after it
   * @param words what its caller is told
   * @param at the content whose revision its caller is told, if any is told
   * @param next what is still to be done, and others may do something before; null: nothing
   */
  record Result(World after, String words, @Nullable Content at, @Nullable Effect next) {

    static Result ok(World after) {
      return ok(after, null);
    }

    static Result ok(World after, @Nullable Content at) {
      return new Result(after, Answer.ok().words(), at, null);
    }

    static Result refused(World world, String words) {
      return new Result(world, words, world.thread(), null);
    }

    /** Nobody is told anything yet. */
    static Result then(World after, Effect next) {
      return new Result(after, "", null, next);
    }

    Result with(String report) {
      return new Result(after, words + " " + report, at, next);
    }
  }
}
