package dev.threadstore.it.matrix;

import dev.threadstore.it.Note;
import dev.threadstore.it.matrix.Call.Place;
import dev.threadstore.it.matrix.World.Content;
import dev.threadstore.model.AppendResult;
import dev.threadstore.model.ForkPoint;
import dev.threadstore.model.ForkState;
import dev.threadstore.model.Freshness;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.TruncateResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * What a user can do to a thread: how it is called, and what may come of it according to the
 * promises.
 */
enum Operation implements Effect {
  CREATE {
    @Override
    Answer run(Call call, Place place) {
      return Answer.ok(place.open().create().revision());
    }

    @Override
    public List<Result> allowed(Call call, World world) {
      return world.thread() != null
          ? refused(world, EXISTS)
          : List.of(changed(world, Content.empty(call.who())));
    }
  },

  APPEND {
    @Override
    Answer run(Call call, Place place) {
      AppendResult result = place.open().append(batch(call).stream().map(Note::of).toList());
      return Answer.ok(result.revision()).with("added " + result.added());
    }

    @Override
    public List<Result> allowed(Call call, World world) {
      Content thread = world.thread();
      if (thread == null) {
        return refused(world, NOT_FOUND);
      } else if (!world.isHot()) {
        return List.of(hydratedFirst(world));
      }
      List<String> added = new ArrayList<>(batch(call));
      added.removeAll(thread.messages());
      Result result =
          added.isEmpty()
              ? unchanged(world)
              : changed(world, thread.plus(call.who() + " appends", added));
      return List.of(result.with("added " + added));
    }

    /** Of both callers; they overlap. */
    private List<String> batch(Call call) {
      return call.isOfARival() ? List.of("x2", "x3") : List.of("x1", "x2");
    }
  },

  TRUNCATE {
    @Override
    Answer run(Call call, Place place) {
      TruncateResult result = place.open().truncateFrom(from(call), expected(call, place));
      return Answer.ok(result.revision()).with("removed " + result.removed());
    }

    @Override
    public List<Result> allowed(Call call, World world) {
      Content thread = world.thread();
      if (thread == null || !world.isHot()) {
        return thread == null ? refused(world, NOT_FOUND) : List.of(hydratedFirst(world));
      } else if (isAtAnother(call, thread)) {
        return refused(world, OTHER_REVISION);
      }
      int position = thread.messages().indexOf(from(call));
      if (position < 0) {
        return List.of(unchanged(world).with("removed 0"));
      }
      List<String> left = thread.messages().subList(0, position);
      int removed = thread.messages().size() - position;
      return List.of(
          changed(world, thread.with(call.who() + " cuts", left, thread.state()))
              .with("removed " + removed));
    }

    private String from(Call call) {
      return call.isOfARival() ? "m0" : "m1";
    }
  },

  REPLACE {
    @Override
    Answer run(Call call, Place place) {
      List<Note> notes = messages(call).stream().map(Note::of).toList();
      return Answer.ok(place.open().replaceAll(notes, expected(call, place)).revision());
    }

    @Override
    public List<Result> allowed(Call call, World world) {
      Content thread = world.thread();
      if (thread == null || !world.isHot()) {
        return thread == null ? refused(world, NOT_FOUND) : List.of(hydratedFirst(world));
      } else if (isAtAnother(call, thread)) {
        return refused(world, OTHER_REVISION);
      }
      return List.of(
          changed(world, thread.with(call.who() + " replaces", messages(call), thread.state())));
    }

    private List<String> messages(Call call) {
      return call.isOfARival() ? List.of("q1") : List.of("r1", "m0");
    }
  },

  SAVE_STATE {
    @Override
    Answer run(Call call, Place place) {
      return Answer.ok(
          place.open().state().saveJson(state(call), expected(call, place)).revision());
    }

    @Override
    public List<Result> allowed(Call call, World world) {
      Content thread = world.thread();
      if (thread == null || !world.isHot()) {
        return thread == null ? refused(world, NOT_FOUND) : List.of(hydratedFirst(world));
      } else if (isAtAnother(call, thread)) {
        return refused(world, OTHER_REVISION);
      }
      return List.of(
          changed(world, thread.with(call.who() + " saves", thread.messages(), state(call))));
    }

    private String state(Call call) {
      return call.isOfARival() ? "{\"r\":1}" : "{\"t\":1}";
    }
  },

  FLUSH {
    @Override
    Answer run(Call call, Place place) {
      return Answer.ok().with(place.open().flush().outcome().name());
    }

    @Override
    public List<Result> allowed(Call call, World world) {
      return switch (world.tie()) {
        case NOT_HOT -> List.of(Result.ok(world).with("NOT_HOT"));
        case CONFLICT -> refused(world, CONFLICT);
        case BEHIND -> List.of(Result.ok(world.dropped()).with("ALREADY_ARCHIVED"));
        case BUILDS_ON ->
            world.isClean()
                ? List.of(Result.ok(world.dropped()).with("ALREADY_ARCHIVED"))
                : List.of(Result.then(world.flushed(), this::releasing));
      };
    }

    private List<Result> releasing(Call call, World world) {
      return !world.isHot() || world.isClean()
          ? List.of(Result.ok(world.dropped()).with("ARCHIVED"))
          : List.of(Result.ok(world).with("CHANGED_MEANWHILE"));
    }
  },

  HYDRATE {
    @Override
    Answer run(Call call, Place place) {
      place.open().hydrate(Freshness.CHECK);
      return Answer.ok();
    }

    @Override
    public List<Result> allowed(Call call, World world) {
      if (world.thread() == null) {
        return refused(world, NOT_FOUND);
      }
      return switch (world.tie()) {
        case CONFLICT -> refused(world, CONFLICT);
        case BEHIND -> List.of(Result.then(world.dropped(), this));
        case NOT_HOT -> List.of(Result.ok(world.hydrated()));
        case BUILDS_ON -> List.of(Result.ok(world));
      };
    }
  },

  FORK {
    @Override
    Answer run(Call call, Place place) {
      place.open().fork(place.target(), ForkPoint.end(), ForkState.CURRENT);
      return Answer.ok();
    }

    @Override
    public List<Result> allowed(Call call, World world) {
      return forked(world, Content::forked);
    }
  },

  /** Of the first message, without the state. */
  FORK_BEGINNING {
    @Override
    Answer run(Call call, Place place) {
      place.open().fork(place.target(), ForkPoint.first(1), ForkState.NONE);
      return Answer.ok();
    }

    @Override
    public List<Result> allowed(Call call, World world) {
      Content thread = world.thread();
      return thread != null && thread.messages().isEmpty()
          ? refused(world, INVALID)
          : forked(world, source -> source.beginning(1).forked());
    }
  },

  DELETE {
    @Override
    Answer run(Call call, Place place) {
      return Answer.ok().with(existed(place.open().delete().existed()));
    }

    @Override
    public List<Result> allowed(Call call, World world) {
      return List.of(Result.ok(world.deleted()).with(existed(world.thread() != null)));
    }
  },

  PURGE {
    @Override
    Answer run(Call call, Place place) {
      return Answer.ok().with(existed(place.open().purge().existed()));
    }

    @Override
    public List<Result> allowed(Call call, World world) {
      return DELETE.allowed(call, world);
    }
  },

  RESTORE {
    @Override
    Answer run(Call call, Place place) {
      return Answer.ok(place.open().snapshots().restore(1, expected(call, place)).revision());
    }

    @Override
    public List<Result> allowed(Call call, World world) {
      Content thread = world.thread();
      if (thread == null || !world.firstKept()) {
        List<Result> results = new ArrayList<>(refused(world, INVALID));
        if (thread != null && isAtAnother(call, thread)) {
          // After a purge the numbers begin again, so there may be a snapshot of that number.
          results.addAll(refused(world, OTHER_REVISION));
        }
        return results;
      } else if (isAtAnother(call, thread)) {
        return refused(world, OTHER_REVISION);
      }
      Content first = World.FIRST_SNAPSHOT;
      Content after = thread.with(call.who() + " restores", first.messages(), first.state());
      return List.of(Result.ok(world.rebased(after), after));
    }
  },

  KEEP_HOT {
    @Override
    Answer run(Call call, Place place) {
      return Answer.ok(place.open().resolve(Resolution.keepHot(), expected(call, place)));
    }

    @Override
    public List<Result> allowed(Call call, World world) {
      Content thread = world.thread();
      if (thread == null || !world.isHot()) {
        return refused(world, NOT_HOT);
      } else if (isAtAnother(call, thread)) {
        return refused(world, OTHER_REVISION);
      }
      return List.of(Result.then(world.rebased(thread), archiving(thread)));
    }

    /** What is hot by now, if anything still is. */
    private Effect archiving(Content kept) {
      return (call, world) ->
          List.of(
              world.tie() == World.Tie.BUILDS_ON
                  ? Result.then(world.flushed(), (same, after) -> List.of(Result.ok(after, kept)))
                  : Result.ok(world, kept));
    }
  },

  KEEP_COLD {
    @Override
    Answer run(Call call, Place place) {
      return Answer.ok(place.open().resolve(Resolution.keepCold(), expected(call, place)));
    }

    @Override
    public List<Result> allowed(Call call, World world) {
      Content thread = world.thread();
      if (thread == null) {
        // It may be deleted, or may never have been.
        return List.of(Result.refused(world, NOT_FOUND), Result.refused(world, INVALID));
      } else if (world.isHot() && isAtAnother(call, thread)) {
        return refused(world, OTHER_REVISION);
      } else if (world.archived() == null || world.archived().equals(World.UNREADABLE)) {
        return refused(world, world.archived() == null ? INVALID : UNREADABLE);
      }
      return replacedByTheArchive(call, world);
    }
  },

  FORK_AWAY {
    @Override
    Answer run(Call call, Place place) {
      return Answer.ok(
          place.open().resolve(Resolution.forkHotTo(place.target()), expected(call, place)));
    }

    @Override
    public List<Result> allowed(Call call, World world) {
      Content thread = world.thread();
      if (thread == null) {
        // A purge may have come between its looks at the copy and at the archive.
        return List.of(Result.refused(world, NOT_HOT), Result.refused(world, INVALID));
      } else if (!world.isHot()) {
        return refused(world, NOT_HOT);
      } else if (isAtAnother(call, thread)) {
        return refused(world, OTHER_REVISION);
      } else if (world.archived() == null || world.archived().equals(World.UNREADABLE)) {
        return refused(world, world.archived() == null ? INVALID : UNREADABLE);
      }
      Content target = world.target();
      if (target == null) {
        return List.of(Result.then(world.withTarget(thread.forked()), dropping(thread)));
      }
      // The fork of that very copy may be left of an earlier call.
      return target.equals(thread.forked())
          ? List.of(Result.then(world, dropping(thread)))
          : refused(world, EXISTS);
    }

    /** The copy that was forked, if it is still there. */
    private Effect dropping(Content forked) {
      return (call, world) -> {
        Content thread = world.thread();
        return thread != null && world.isHot() && !thread.equals(forked)
            ? refused(world, OTHER_REVISION)
            : replacedByTheArchive(call, world);
      };
    }
  };

  private static final String EXISTS = "ThreadExistsException";
  private static final String NOT_FOUND = "ThreadNotFoundException";
  private static final String NOT_HOT = "ThreadNotHotException";

  /** The thread is at another revision than the caller expected. */
  static final String OTHER_REVISION = "RevisionConflictException";

  private static final String CONFLICT = "ArchiveConflictException";
  private static final String UNREADABLE = "UnreadableSnapshotException";
  private static final String INVALID = "InvalidInputException";

  String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  boolean forks() {
    return this == FORK || this == FORK_BEGINNING || this == FORK_AWAY;
  }

  /** Whether it drops a copy, and with it the memory of the last changes. */
  boolean drops() {
    return this == KEEP_COLD || this == FORK_AWAY;
  }

  /** Whether it does not matter whose call of several it was that did it. */
  boolean isTheSameFromAll() {
    return this == FLUSH || this == DELETE || this == PURGE;
  }

  /** Calls it. */
  abstract Answer run(Call call, Place place);

  private static List<Result> refused(World world, String words) {
    return List.of(Result.refused(world, words));
  }

  private static Result changed(World world, Content thread) {
    return Result.ok(world.changed(thread), thread);
  }

  private static Result unchanged(World world) {
    return Result.ok(world, world.thread());
  }

  private static List<Result> forked(World world, UnaryOperator<Content> fork) {
    Content thread = world.thread();
    List<Result> results = new ArrayList<>();
    if (thread == null) {
      results.add(Result.refused(world, NOT_FOUND));
    }
    if (world.target() != null) {
      results.add(Result.refused(world, EXISTS));
    }
    if (thread != null && world.target() == null) {
      results.add(Result.ok(world.withTarget(fork.apply(thread))));
    }
    return results;
  }

  /** An archived thread is brought to Redis before it is changed. */
  Result hydratedFirst(World world) {
    return Result.then(world.hydrated(), this);
  }

  /** The copy goes, and what is archived comes in its place. */
  private static List<Result> replacedByTheArchive(Call call, World world) {
    List<Result> results = new ArrayList<>();
    results.add(Result.then(world.dropped(), Operation::arriving));
    Content copy = world.thread();
    if (call.isOfARival() && copy != null && world.isHot()) {
      // A flush of the copy may be under way, and archive it all the same.
      results.add(Result.ok(world.hydrated().behind(copy), world.archived()));
    }
    return results;
  }

  private static List<Result> arriving(Call call, World world) {
    if (world.thread() == null) {
      return refused(world, NOT_FOUND);
    }
    World after = world.isHot() ? world : world.hydrated();
    return List.of(Result.ok(after, after.thread()));
  }

  private static String existed(boolean existed) {
    return existed ? "existed" : "there was none";
  }

  private static boolean isAtAnother(Call call, Content thread) {
    return !call.isOfARival() && !thread.history().equals(Start.KNOWN);
  }

  private static Revision expected(Call call, Place place) {
    return call.isOfARival() ? Revision.ANY : place.known();
  }
}
