package dev.threadstore.it.matrix;

import dev.threadstore.it.Note;
import dev.threadstore.it.matrix.Call.Place;
import dev.threadstore.it.matrix.Call.Role;
import dev.threadstore.it.matrix.World.Content;
import dev.threadstore.model.AppendResult;
import dev.threadstore.model.ForkPoint;
import dev.threadstore.model.ForkState;
import dev.threadstore.model.Freshness;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What a user can do to a thread: how it is called, and what may come of it according to the
 * promises. An outcome is {@code ok}, with what was reported, or the simple name of an exception.
 */
enum Operation {
  CREATE {
    @Override
    String run(Call call, Place place) {
      place.open().create();
      return OK;
    }

    @Override
    List<Result> allowed(Call call, World world) {
      return world.thread() != null
          ? refused(world, EXISTS)
          : List.of(new Result(world.changed(Content.empty(call.who())), OK));
    }
  },

  APPEND {
    @Override
    String run(Call call, Place place) {
      AppendResult result = place.open().append(batch(call).stream().map(Note::of).toList());
      return OK + " added " + result.added();
    }

    @Override
    List<Result> allowed(Call call, World world) {
      Content thread = world.thread();
      if (thread == null) {
        return refused(world, NOT_FOUND);
      }
      List<String> added = new ArrayList<>(batch(call));
      added.removeAll(thread.messages());
      World after =
          added.isEmpty() ? world : world.changed(thread.plus(call.who() + " appends", added));
      return List.of(new Result(after, OK + " added " + added));
    }

    /** Of both callers; they overlap. */
    private List<String> batch(Call call) {
      return call.role() == Role.TESTED ? List.of("x1", "x2") : List.of("x2", "x3");
    }
  },

  TRUNCATE {
    @Override
    String run(Call call, Place place) {
      return OK
          + " removed "
          + place.open().truncateFrom(from(call), expected(call, place)).removed();
    }

    @Override
    List<Result> allowed(Call call, World world) {
      Content thread = world.thread();
      if (thread == null || isAtAnother(call, thread)) {
        return refused(world, thread == null ? NOT_FOUND : OTHER_REVISION);
      }
      int position = thread.messages().indexOf(from(call));
      if (position < 0) {
        return List.of(new Result(world, OK + " removed 0"));
      }
      List<String> left = thread.messages().subList(0, position);
      int removed = thread.messages().size() - position;
      return List.of(
          new Result(
              world.changed(thread.with(call.who() + " cuts", left, thread.state())),
              OK + " removed " + removed));
    }

    private String from(Call call) {
      return call.role() == Role.TESTED ? "m1" : "m0";
    }
  },

  REPLACE {
    @Override
    String run(Call call, Place place) {
      place
          .open()
          .replaceAll(messages(call).stream().map(Note::of).toList(), expected(call, place));
      return OK;
    }

    @Override
    List<Result> allowed(Call call, World world) {
      Content thread = world.thread();
      if (thread == null || isAtAnother(call, thread)) {
        return refused(world, thread == null ? NOT_FOUND : OTHER_REVISION);
      }
      Content after = thread.with(call.who() + " replaces", messages(call), thread.state());
      return List.of(new Result(world.changed(after), OK));
    }

    private List<String> messages(Call call) {
      return call.role() == Role.TESTED ? List.of("r1", "m0") : List.of("q1");
    }
  },

  SAVE_STATE {
    @Override
    String run(Call call, Place place) {
      place.open().state().saveJson(state(call), expected(call, place));
      return OK;
    }

    @Override
    List<Result> allowed(Call call, World world) {
      Content thread = world.thread();
      if (thread == null || isAtAnother(call, thread)) {
        return refused(world, thread == null ? NOT_FOUND : OTHER_REVISION);
      }
      Content after = thread.with(call.who() + " saves", thread.messages(), state(call));
      return List.of(new Result(world.changed(after), OK));
    }

    private String state(Call call) {
      return call.role() == Role.TESTED ? "{\"t\":1}" : "{\"r\":1}";
    }
  },

  FLUSH {
    @Override
    String run(Call call, Place place) {
      place.open().flush();
      return OK;
    }

    @Override
    List<Result> allowed(Call call, World world) {
      if (world.thread() == null) {
        return List.of(new Result(world, OK), new Result(world, NOT_FOUND));
      }
      return switch (world.tie()) {
        case CONFLICT -> refused(world, CONFLICT);
        case BEHIND -> List.of(new Result(world.tied(world.archived(), world.archived()), OK));
        case BUILDS_ON -> List.of(new Result(world.tied(world.thread(), world.thread()), OK));
      };
    }
  },

  HYDRATE {
    @Override
    String run(Call call, Place place) {
      place.open().hydrate(Freshness.CHECK);
      return OK;
    }

    @Override
    List<Result> allowed(Call call, World world) {
      if (world.thread() == null) {
        return refused(world, NOT_FOUND);
      }
      return switch (world.tie()) {
        case CONFLICT -> refused(world, CONFLICT);
        case BEHIND -> List.of(new Result(world.tied(world.archived(), world.archived()), OK));
        case BUILDS_ON -> List.of(new Result(world, OK));
      };
    }
  },

  FORK {
    @Override
    String run(Call call, Place place) {
      place.open().fork(place.target(), ForkPoint.end(), ForkState.CURRENT);
      return OK;
    }

    @Override
    List<Result> allowed(Call call, World world) {
      List<Result> results = new ArrayList<>();
      if (world.thread() == null) {
        results.add(new Result(world, NOT_FOUND));
      }
      if (world.target() != null) {
        results.add(new Result(world, EXISTS));
      }
      return results.isEmpty()
          ? List.of(new Result(world.withTarget(Objects.requireNonNull(world.thread())), OK))
          : results;
    }
  },

  DELETE {
    @Override
    String run(Call call, Place place) {
      place.open().delete();
      return OK;
    }

    @Override
    List<Result> allowed(Call call, World world) {
      return List.of(new Result(world.deleted(), OK));
    }
  },

  PURGE {
    @Override
    String run(Call call, Place place) {
      place.open().purge();
      return OK;
    }

    @Override
    List<Result> allowed(Call call, World world) {
      return List.of(new Result(world.deleted(), OK));
    }
  },

  RESTORE {
    @Override
    String run(Call call, Place place) {
      place.open().snapshots().restore(1, expected(call, place));
      return OK;
    }

    @Override
    List<Result> allowed(Call call, World world) {
      if (!world.firstKept()) {
        return refused(world, INVALID);
      }
      Content thread = Objects.requireNonNull(world.thread());
      if (isAtAnother(call, thread)) {
        return refused(world, OTHER_REVISION);
      }
      Content first = World.FIRST_SNAPSHOT;
      Content after = thread.with(call.who() + " restores", first.messages(), first.state());
      return List.of(new Result(world.tied(after, world.archived()), OK));
    }
  },

  KEEP_HOT {
    @Override
    String run(Call call, Place place) {
      place.open().resolve(Resolution.keepHot(), expected(call, place));
      return OK;
    }

    @Override
    List<Result> allowed(Call call, World world) {
      Content thread = world.thread();
      if (thread != null && isAtAnother(call, thread)) {
        return List.of(new Result(world, OTHER_REVISION), new Result(world, NOT_HOT));
      }
      if (thread == null) {
        return refused(world, NOT_HOT);
      }
      // Two steps: another call may archive or drop the copy in between.
      return List.of(
          new Result(world.tied(thread, thread), OK),
          new Result(world.tied(thread, world.archived()), OK),
          new Result(world.tied(thread, world.archived()), NOT_HOT),
          new Result(world, NOT_HOT));
    }
  },

  KEEP_COLD {
    @Override
    String run(Call call, Place place) {
      place.open().resolve(Resolution.keepCold(), expected(call, place));
      return OK;
    }

    @Override
    List<Result> allowed(Call call, World world) {
      Content thread = world.thread();
      if (thread == null || world.archived() == null) {
        return List.of(new Result(world, INVALID), new Result(world, NOT_FOUND));
      }
      if (isAtAnother(call, thread)) {
        // Unless nothing is hot: then there is nothing to drop.
        return List.of(new Result(world, OTHER_REVISION), new Result(world, OK));
      }
      return dropped(world, thread).map(after -> new Result(after, OK)).toList();
    }
  },

  FORK_AWAY {
    @Override
    String run(Call call, Place place) {
      place.open().resolve(Resolution.forkHotTo(place.target()), expected(call, place));
      return OK;
    }

    @Override
    List<Result> allowed(Call call, World world) {
      Content thread = world.thread();
      if (thread == null || world.archived() == null) {
        return List.of(
            new Result(world, INVALID), new Result(world, NOT_FOUND), new Result(world, NOT_HOT));
      }
      List<Result> results = new ArrayList<>(refused(world, NOT_HOT));
      if (isAtAnother(call, thread)) {
        results.add(new Result(world, OTHER_REVISION));
        return results;
      }
      Content target = world.target();
      if (target != null && !target.history().equals(thread.history())) {
        results.add(new Result(world, EXISTS));
        return results;
      }
      World forked = world.withTarget(thread);
      dropped(forked, thread).map(after -> new Result(after, OK)).forEach(results::add);
      // Two steps: the fork may be all that was done.
      results.add(new Result(forked, OTHER_REVISION));
      results.add(new Result(forked, NOT_FOUND));
      results.add(new Result(forked, INVALID));
      results.add(new Result(forked, Result.STOPPED));
      return results;
    }
  };

  /** The beginning of what a call that succeeded says. */
  static final String OK = "ok";

  private static final String EXISTS = "ThreadExistsException";
  private static final String NOT_FOUND = "ThreadNotFoundException";
  private static final String NOT_HOT = "ThreadNotHotException";

  /** The thread is at another revision than the caller expected. */
  static final String OTHER_REVISION = "RevisionConflictException";

  private static final String CONFLICT = "ArchiveConflictException";
  private static final String INVALID = "InvalidInputException";

  String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Whether it drops a copy, and with it the memory of the last changes. */
  boolean drops() {
    return this == KEEP_COLD || this == FORK_AWAY;
  }

  /** Calls it. */
  abstract String run(Call call, Place place);

  /** What may come of it in a world, if nobody else does anything meanwhile. */
  abstract List<Result> allowed(Call call, World world);

  /**
   * What may come of an operation.
   *
   * @param after the world after it
   * @param outcome what its caller is told; {@link #STOPPED} if this can only be left behind by one
   *     that was stopped on the way
   */
  record Result(World after, String outcome) {
    static final String STOPPED = "stopped";
  }

  private static List<Result> refused(World world, String outcome) {
    return List.of(new Result(world, outcome));
  }

  /** A flush of a copy that is dropped may be under way, and archive it all the same. */
  private static Stream<World> dropped(World world, Content copy) {
    Content kept = world.archived();
    return Stream.of(
        world.tied(kept, kept),
        new World(kept, copy, World.Tie.BEHIND, world.firstKept(), world.target()));
  }

  private static boolean isAtAnother(Call call, Content thread) {
    return call.role() == Role.TESTED && !thread.history().equals(Start.KNOWN);
  }

  private static Revision expected(Call call, Place place) {
    return call.role() == Role.TESTED ? place.known() : Revision.ANY;
  }
}
