package dev.threadstore.it.simulation;

import dev.threadstore.ThreadStore;
import dev.threadstore.it.Note;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.AppendResult;
import dev.threadstore.model.ArchiveConflictException;
import dev.threadstore.model.ChangeResult;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.ForkPoint;
import dev.threadstore.model.ForkState;
import dev.threadstore.model.Freshness;
import dev.threadstore.model.HydrateResult;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.MessagePage;
import dev.threadstore.model.OutcomeUnknownException;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.RevisionConflictException;
import dev.threadstore.model.SnapshotInfo;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadContent;
import dev.threadstore.model.ThreadExistsException;
import dev.threadstore.model.ThreadInfo;
import dev.threadstore.model.ThreadNotFoundException;
import dev.threadstore.model.ThreadNotHotException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreException;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.model.TruncateResult;
import dev.threadstore.model.Versioned;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;

/** Asks a real store, and says what it replied. */
final class Performer {
  private static final int HISTORY = 20;

  private final ThreadStore<Note> store;
  private final String namespace;

  Performer(ThreadStore<Note> store, String namespace) {
    this.store = store;
    this.namespace = namespace;
  }

  Reply perform(Ask ask) {
    try {
      return ask(ask, store.thread(ref(ask.thread())));
    } catch (ThreadNotFoundException e) {
      return new Reply.Refused(Reply.Reason.ABSENT, null);
    } catch (ThreadExistsException e) {
      return new Reply.Refused(Reply.Reason.EXISTS, null);
    } catch (RevisionConflictException e) {
      return new Reply.Refused(Reply.Reason.CONFLICT, e.found().toString());
    } catch (InvalidInputException e) {
      boolean canBe =
          ask instanceof Ask.Fork || ask instanceof Ask.Restore || ask instanceof Ask.Resolve;
      return canBe ? new Reply.Refused(Reply.Reason.INVALID, null) : broken(e);
    } catch (StoreUnavailableException e) {
      return new Reply.Refused(Reply.Reason.UNAVAILABLE, null);
    } catch (ArchiveConflictException e) {
      return new Reply.Refused(Reply.Reason.DIVERGED, e.revision().toString());
    } catch (ThreadNotHotException e) {
      // Of a conflict that somebody else has resolved.
      return new Reply.Refused(Reply.Reason.INVALID, null);
    } catch (OutcomeUnknownException e) {
      return new Reply.Unknown();
    } catch (ThreadStoreException | IllegalStateException e) {
      return broken(e);
    }
  }

  private ThreadRef ref(String thread) {
    return new ThreadRef(namespace, thread);
  }

  private Reply ask(Ask ask, TieredThreadManager<Note> thread) {
    Revision expected = Revision.parse(Rules.expected(ask));
    if (ask instanceof Ask.Create) {
      return changed(thread.create());
    } else if (ask instanceof Ask.Append append) {
      AppendResult result = thread.append(append.messages(), expected);
      return new Reply.Appended(
          result.revision().toString(),
          result.length(),
          result.added(),
          result.known(),
          result.conflicting());
    } else if (ask instanceof Ask.Load) {
      ThreadContent<Note> all = thread.load();
      return new Reply.Messages(
          all.revision().toString(), 0, all.messages(), all.messages().size());
    } else if (ask instanceof Ask.Tail tail) {
      MessagePage<Note> page = thread.messages().tail(tail.count());
      return new Reply.Messages(
          page.revision().toString(), page.first(), page.messages(), page.length());
    } else if (ask instanceof Ask.Info) {
      ThreadInfo info = thread.info();
      return new Reply.Known(info.revision().toString(), info.length());
    } else if (ask instanceof Ask.Truncate truncate) {
      TruncateResult result = thread.truncateFrom(truncate.id(), expected);
      return new Reply.Changed(result.revision().toString(), result.length(), result.removed());
    } else if (ask instanceof Ask.Replace replace) {
      return changed(thread.replaceAll(replace.messages(), expected));
    } else if (ask instanceof Ask.SaveState save) {
      return changed(
          save.json() == null
              ? thread.state().delete(expected)
              : thread.state().saveJson(save.json(), expected));
    } else if (ask instanceof Ask.LoadState) {
      Versioned<Optional<String>> state = thread.state().loadJson();
      return new Reply.State(state.revision().toString(), state.value().orElse(null));
    } else if (ask instanceof Ask.Fork fork) {
      thread.fork(
          ref(fork.target()),
          fork.count() < 0 ? ForkPoint.end() : ForkPoint.first(fork.count()),
          fork.withState() ? ForkState.CURRENT : ForkState.NONE);
      return new Reply.Made();
    } else if (ask instanceof Ask.Delete) {
      return new Reply.Deleted(thread.delete().existed());
    } else if (ask instanceof Ask.Restore restore) {
      return changed(thread.snapshots().restore(restore.number(), expected));
    } else if (ask instanceof Ask.Resolve resolve) {
      Resolution choice = resolve.keepHot() ? Resolution.keepHot() : Resolution.keepCold();
      return new Reply.Resolved(thread.resolve(choice, expected).toString());
    }
    return move(ask, thread);
  }

  /** What has to do with the archive, and changes nothing. */
  private static Reply move(Ask ask, TieredThreadManager<Note> thread) {
    if (ask instanceof Ask.Flush flush) {
      FlushResult result = thread.flush(flush.keep() ? AfterFlush.KEEP : AfterFlush.RELEASE);
      return new Reply.Moved(result.outcome().name(), result.snapshot(), result.length());
    } else if (ask instanceof Ask.Hydrate hydrate) {
      HydrateResult result =
          thread.hydrate(hydrate.check() ? Freshness.CHECK : Freshness.TRUST_HOT);
      return new Reply.Moved(result.outcome().name(), result.snapshot(), result.length());
    } else if (ask instanceof Ask.History) {
      return archived(thread.snapshots().history(HISTORY));
    } else if (ask instanceof Ask.Collect collect) {
      Optional<String> damaged = thread.snapshots().collect(collect.keep()).damaged();
      return damaged.isPresent() ? new Reply.Broken(damaged.get()) : new Reply.Sound();
    } else if (ask instanceof Ask.Verify) {
      var found = thread.snapshots().verify();
      return found.isIntact() ? new Reply.Sound() : new Reply.Broken(found.toString());
    }
    throw new IllegalArgumentException(ask.toString());
  }

  private static Reply changed(ChangeResult result) {
    return new Reply.Changed(result.revision().toString(), result.length(), 0);
  }

  private static Reply archived(List<SnapshotInfo> history) {
    for (SnapshotInfo info : history) {
      if (info.problem().isPresent()) {
        return new Reply.Broken(info.toString());
      }
    }
    return new Reply.Archived(
        history.stream()
            .map(
                info ->
                    new Reply.Entry(
                        info.number(),
                        info.kind().name(),
                        info.revision().map(Revision::toString).orElse(null),
                        info.length()))
            .toList());
  }

  private static Reply broken(RuntimeException e) {
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    return new Reply.Broken(trace.toString());
  }
}
