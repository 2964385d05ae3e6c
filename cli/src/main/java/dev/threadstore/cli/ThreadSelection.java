package dev.threadstore.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The arguments of a command that works on some threads, or on all of the namespace. */
final class ThreadSelection {

  @Parameters(arity = "0..*", paramLabel = "ID", description = "the threads")
  private List<String> ids = new ArrayList<>();

  @Option(names = "--all", description = "all threads of the namespace")
  private boolean all;

  /** Whether all threads were asked for. */
  boolean isAll() {
    return all;
  }

  /** Whether neither ids nor {@code --all} were given. */
  boolean isEmpty() {
    return ids.isEmpty() && !all;
  }

  /**
   * Makes sure that the arguments say which threads.
   *
   * @throws CommandFailure if they do not
   */
  void require() {
    if (all ? !ids.isEmpty() : ids.isEmpty()) {
      throw CommandFailure.usage(
          all ? "both --all and ids are given" : "no threads are given",
          "give the ids of threads, or --all");
    }
  }

  /** The ids, each once. */
  List<String> ids(Session session) {
    return all ? AllThreads.ids(session.threads()) : named();
  }

  /** The ids, each once; all are those of which the cold store has any object. */
  List<String> storedIds(Session session) {
    return all ? AllThreads.stored(session.threads()) : named();
  }

  private List<String> named() {
    return List.copyOf(new LinkedHashSet<>(ids));
  }
}
