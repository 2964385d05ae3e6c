package dev.threadstore.it.simulation;

import dev.threadstore.it.Note;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    checker.checkThreads(threads);
    return checker.violations;
  }

  private void checkReplies() {
    boolean wentBack = calls.stream().anyMatch(call -> call.ask() instanceof Ask.GoBack);
    for (Call call : calls) {
      boolean isDiverged =
          !wentBack
              && call.reply() instanceof Reply.Refused refused
              && refused.reason() == Reply.Reason.DIVERGED;
      if (isDiverged || call.reply() instanceof Reply.Broken) {
        violations.add("never to be said: " + call);
      }
    }
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

  private void checkThreads(List<String> threads) {
    Map<String, Sightings> sightings = new HashMap<>();
    for (String thread : threads) {
      ThreadChecker.Forks sources =
          fork -> sightings.get(fork.ask().thread()).during(fork.begin(), fork.end());
      ThreadChecker checker = new ThreadChecker(thread, calls, sources);
      try {
        Optional<Contradiction> contradiction =
            checker
                .check()
                .map(
                    found ->
                        Shrinking.shrunk(
                            found,
                            calls,
                            fewer -> new ThreadChecker(thread, fewer, sources).check()));
        contradiction.ifPresent(found -> violations.add("thread " + thread + ": " + found));
      } catch (IllegalStateException e) {
        violations.add("thread " + thread + " could not be checked: " + e.getMessage());
      }
      sightings.put(thread, checker.sightings());
    }
  }
}
