package dev.threadstore.cli;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run of the command line: the process around it, and the options that every command shares.
 * Commands get it when they are made and read it when they run.
 */
final class Invocation {
  private final Terminal terminal;
  private final Map<String, String> environment;
  private final Path current;
  private final GlobalOptions options = new GlobalOptions();
  private volatile @Nullable Session session;

  /**
   * @param current the folder at which relative paths start
   */
  Invocation(Terminal terminal, Map<String, String> environment, Path current) {
    this.terminal = terminal;
    this.environment = Map.copyOf(environment);
    this.current = current;
  }

  Terminal terminal() {
    return terminal;
  }

  GlobalOptions options() {
    return options;
  }

  boolean json() {
    return options.json;
  }

  /** What the user has typed to start threadctl, as the launcher tells; for commands to copy. */
  String name() {
    String name = environment.getOrDefault("THREADCTL_NAME", "");
    return name.matches("[a-zA-Z0-9_./+-]+") ? name : "threadctl";
  }

  /** A path of the command line. */
  Path path(String path) {
    return current.resolve(path);
  }

  /**
   * Settles where the threads are.
   *
   * @throws CommandFailure if the settings make no sense
   */
  Configuration configuration() {
    return Configuration.of(options, environment, current);
  }

  /**
   * Opens what is configured.
   *
   * @param command the command's name
   */
  Session open(Configuration configuration, String command) {
    Session opened = new Session(configuration);
    session = opened;
    opened.open(command, terminal);
    return opened;
  }

  /** Tells the user of an item that failed while the others go on. */
  void failed(String item, Failure failure) {
    if (!isInterrupted()) {
      terminal.notice("threadctl: " + Printable.line(item) + ": " + failure.inOneLine());
    }
  }

  /** From now on many threads are changed, one by one: Ctrl-C is answered by how to go on. */
  void changesMany() {
    Session opened = session;
    if (opened != null) {
      opened.whenInterrupted(
          () -> {
            terminal.status("");
            terminal.notice("threadctl: stopped; what is done stays; run it again to go on");
          });
    }
  }

  /** Whether Ctrl-C is stopping this run. */
  boolean isInterrupted() {
    Session opened = session;
    return opened != null && opened.isInterrupted();
  }
}
