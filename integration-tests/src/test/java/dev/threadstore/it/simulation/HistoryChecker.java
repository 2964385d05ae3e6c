package dev.threadstore.it.simulation;

import dev.threadstore.it.Note;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Decides from what all clients were told whether the promises held. */
final class HistoryChecker {
  private final List<Call> calls;
  private final List<String> violations = new ArrayList<>();

  private HistoryChecker(List<Call> calls) {
    this.calls = calls;
  }

  /**
   * Checks a history.
   *
   * @param threads all threads, each source before its forks
   * @return what is wrong; empty if nothing is
   */
  static List<String> violations(List<String> threads, List<Call> calls) {
    HistoryChecker checker = new HistoryChecker(calls);
    checker.checkReplies();
    checker.checkSnapshots();
    checker.checkRevisions();
    checker.checkLengths();
    checker.checkRestores();
    checker.checkThreads(threads);
    return checker.violations;
  }

  private void checkReplies() {
    for (Call call : calls) {
      boolean isDiverged =
          call.reply() instanceof Reply.Refused refused
              && refused.reason() == Reply.Reason.DIVERGED
              && calls.stream().noneMatch(back -> canHaveDiverged(back, call));
      if (isDiverged || call.reply() instanceof Reply.Broken) {
        violations.add("never to be said: " + call);
      }
    }
  }

  /** Whether Redis has lost something of the thread, or of what it knew of the archive. */
  private boolean canHaveDiverged(Call back, Call call) {
    return back.ask() instanceof Ask.GoBack lost
        && back.begin() < call.end()
        && calls.stream()
            .anyMatch(
                other ->
                    moves(other.ask(), call.ask().thread())
                        && other.begin() < back.end()
                        && other.end() > lost.since());
  }

  private static boolean moves(Ask ask, String thread) {
    boolean isOfIt =
        ask.thread().equals(thread)
            || (ask instanceof Ask.Fork fork && fork.target().equals(thread));
    return isOfIt
        && (!ask.reads()
            || ask instanceof Ask.Flush
            || ask instanceof Ask.Hydrate
            || ask instanceof Ask.Collect);
  }

  /** A number stands for one snapshot, once and for all (G5). */
  private void checkSnapshots() {
    Map<String, Reply.Entry> entries = new HashMap<>();
    for (Call call : calls) {
      if (call.reply() instanceof Reply.Archived archived) {
        for (Reply.Entry entry : archived.entries()) {
          Reply.Entry earlier =
              entries.putIfAbsent(call.ask().thread() + " " + entry.number(), entry);
          if (earlier != null && !earlier.equals(entry)) {
            violations.add("was " + earlier + " before: " + call);
          }
        }
      }
    }
  }

  /** A revision stands for one content, also where Redis has lost it and gone on. */
  private void checkRevisions() {
    Map<String, List<Note>> contents = new HashMap<>();
    for (Call call : calls) {
      if (call.ask() instanceof Ask.Load && call.reply() instanceof Reply.Messages read) {
        List<Note> earlier =
            contents.putIfAbsent(call.ask().thread() + " " + read.revision(), read.messages());
        if (earlier != null && !earlier.equals(read.messages())) {
          violations.add("was " + Note.ids(earlier) + " before: " + call);
        }
      }
    }
  }

  /** A revision stands for one length, and so does the number of a snapshot (G5). */
  private void checkLengths() {
    Map<String, Long> lengths = new HashMap<>();
    for (Call call : calls) {
      String thread = call.ask().thread() + " ";
      Reply reply = call.reply();
      if (reply instanceof Reply.Archived archived) {
        for (Reply.Entry entry : archived.entries()) {
          if (entry.kind().equals("SNAPSHOT") && entry.revision() != null) {
            checkLength(lengths, thread + entry.revision(), entry.length(), call);
            checkLength(lengths, thread + "snapshot " + entry.number(), entry.length(), call);
          }
        }
      } else if (reply instanceof Reply.Moved moved && moved.outcome().equals("ARCHIVED")) {
        checkLength(lengths, thread + "snapshot " + moved.snapshot(), moved.length(), call);
      } else if (reply instanceof Reply.Changed changed) {
        checkLength(lengths, thread + changed.revision(), changed.length(), call);
      } else if (reply instanceof Reply.Appended appended) {
        checkLength(lengths, thread + appended.revision(), appended.length(), call);
      } else if (reply instanceof Reply.Messages read) {
        checkLength(lengths, thread + read.revision(), read.length(), call);
      } else if (reply instanceof Reply.Known known) {
        checkLength(lengths, thread + known.revision(), known.length(), call);
      }
    }
  }

  private void checkLength(Map<String, Long> lengths, String what, long length, Call call) {
    Long earlier = lengths.putIfAbsent(what, length);
    if (earlier != null && earlier != length) {
      violations.add("was of " + earlier + " messages before: " + call);
    }
  }

  /** A snapshot that was in the history is there until somebody removes some (G9). */
  private void checkRestores() {
    for (Call call : calls) {
      if (call.ask() instanceof Ask.Restore
          && call.reply() instanceof Reply.Refused refused
          && refused.reason() == Reply.Reason.INVALID
          && calls.stream().noneMatch(other -> removesSnapshots(other, call))) {
        violations.add("nobody has removed that snapshot: " + call);
      }
    }
  }

  private static boolean removesSnapshots(Call other, Call restore) {
    return (other.ask() instanceof Ask.Collect || other.ask() instanceof Ask.Delete)
        && other.ask().thread().equals(restore.ask().thread())
        && other.begin() < restore.end();
  }

  private void checkThreads(List<String> threads) {
    Map<String, Sightings> sightings = new HashMap<>();
    for (String thread : threads) {
      ThreadChecker.Forks sources =
          fork -> sightings.get(fork.ask().thread()).during(fork.begin(), fork.end());
      ThreadChecker checker = new ThreadChecker(thread, calls, sources);
      Function<List<Call>, Optional<Contradiction>> again =
          fewer -> new ThreadChecker(thread, fewer, sources).check();
      try {
        checker
            .check()
            .map(found -> Shrinking.shrunk(found, calls, again))
            .ifPresent(found -> violations.add("thread " + thread + ": " + found));
      } catch (IllegalStateException e) {
        violations.add("thread " + thread + " could not be checked: " + e.getMessage());
      }
      sightings.put(thread, checker.sightings());
    }
  }
}
