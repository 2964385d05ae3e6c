package dev.threadstore.it.matrix;

import dev.threadstore.it.Note;
import dev.threadstore.it.matrix.World.Content;
import dev.threadstore.it.matrix.World.Tie;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.TieredThreadManager;
import java.util.List;

/** How the thread under test is found. */
enum Start {
  ABSENT("not there") {
    @Override
    World prepare(ThreadRef ref, Laboratory lab) {
      return World.EMPTY;
    }
  },

  DELETED("deleted") {
    @Override
    World prepare(ThreadRef ref, Laboratory lab) {
      archiveFirst(lab.store().thread(ref));
      lab.store().thread(ref).delete();
      return World.EMPTY;
    }
  },

  ARCHIVED("archived") {
    @Override
    World prepare(ThreadRef ref, Laboratory lab) {
      archiveFirst(lab.store().thread(ref));
      return archived();
    }
  },

  CLEAN("hot, archived") {
    @Override
    World prepare(ThreadRef ref, Laboratory lab) {
      archiveFirst(lab.store().thread(ref));
      lab.store().thread(ref).hydrate();
      return archived().hydrated();
    }
  },

  DIRTY("hot, changed since archived") {
    @Override
    World prepare(ThreadRef ref, Laboratory lab) {
      archiveFirst(lab.store().thread(ref));
      lab.store().thread(ref).append(Note.range("m", 2, 4));
      return changed(World.FIRST_SNAPSHOT, Tie.BUILDS_ON);
    }
  },

  DAMAGED("hot, changed since archived in a snapshot that is damaged") {
    @Override
    World prepare(ThreadRef ref, Laboratory lab) {
      archiveFirst(lab.store().thread(ref));
      lab.store().thread(ref).append(Note.range("m", 2, 3));
      lab.store().thread(ref).flush(AfterFlush.KEEP);
      lab.store().thread(ref).append(Note.range("m", 3, 4));
      lab.damageNewestSnapshot(ref);
      return changed(World.UNREADABLE, Tie.BUILDS_ON);
    }
  },

  ANEW("hot, created anew on top of a deletion") {
    @Override
    World prepare(ThreadRef ref, Laboratory lab) {
      archiveFirst(lab.store().thread(ref));
      lab.store().thread(ref).delete();
      lab.store().thread(ref).create();
      lab.store().thread(ref).append(Note.range("m", 0, 4));
      Content thread = new Content(KNOWN, List.of("m0", "m1", "m2", "m3"), null);
      return new World(thread, null, Tie.BUILDS_ON, false, null);
    }
  },

  BEHIND("hot, archived on by another Redis") {
    @Override
    World prepare(ThreadRef ref, Laboratory lab) {
      archiveFirst(lab.store().thread(ref));
      lab.store().thread(ref).hydrate();
      archiveMore(lab.elsewhere().thread(ref));
      return archived().hydrated().behind(MORE);
    }
  },

  CONFLICT("hot, changed, and archived on by another Redis") {
    @Override
    World prepare(ThreadRef ref, Laboratory lab) {
      archiveFirst(lab.store().thread(ref));
      lab.store().thread(ref).append(Note.range("m", 2, 4));
      archiveMore(lab.elsewhere().thread(ref));
      return changed(MORE, Tie.CONFLICT);
    }
  };

  /** The history of the thread when the operation under test begins. */
  static final String KNOWN = "known";

  /** Which snapshot is damaged, if one is. */
  static final long DAMAGED_NUMBER = 2;

  private static final Content MORE =
      new Content("elsewhere", List.of("m0", "m1", "z1"), World.FIRST_SNAPSHOT.state());

  private final String description;

  Start(String description) {
    this.description = description;
  }

  /** Brings the thread there, and says what that is in terms of the specification. */
  abstract World prepare(ThreadRef ref, Laboratory lab);

  @Override
  public String toString() {
    return description;
  }

  private static void archiveFirst(TieredThreadManager<Note> thread) {
    thread.create();
    thread.append(Note.range("m", 0, 2));
    thread.state().saveJson(String.valueOf(World.FIRST_SNAPSHOT.state()), Revision.ANY);
    thread.flush();
  }

  private static void archiveMore(TieredThreadManager<Note> thread) {
    thread.hydrate();
    thread.append(Note.range("z", 1, 2));
    thread.flush(AfterFlush.RELEASE);
  }

  private static World archived() {
    Content first = World.FIRST_SNAPSHOT;
    Content thread = new Content(KNOWN, first.messages(), first.state());
    return new World(thread, thread, Tie.NOT_HOT, true, null);
  }

  private static World changed(Content newestSnapshot, Tie tie) {
    Content thread =
        new Content(KNOWN, List.of("m0", "m1", "m2", "m3"), World.FIRST_SNAPSHOT.state());
    return new World(thread, newestSnapshot, tie, true, null);
  }
}
