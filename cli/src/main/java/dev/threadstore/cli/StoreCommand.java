package dev.threadstore.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that works on a store: opens a session around its work. */
abstract class StoreCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Spec private CommandSpec spec;

  StoreCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  /**
   * Does the work.
   *
   * @return how it ended
   */
  abstract ExitCode run(Session session);

  /** Looks at the arguments before anything is opened. */
  void check(Configuration configuration) {}

  @Override
  public final Integer call() {
    Configuration configuration = invocation.configuration();
    check(configuration);
    try (Session session = invocation.open(configuration, name())) {
      return run(session).number();
    }
  }

  private String name() {
    return spec.qualifiedName().replaceFirst("^threadctl ", "");
  }

  Invocation invocation() {
    return invocation;
  }

  Terminal terminal() {
    return invocation.terminal();
  }

  boolean json() {
    return invocation.json();
  }
}
