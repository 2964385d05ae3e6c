package dev.threadstore.cli;

import java.util.Arrays;

/**
 * What the process says to the shell at its end. Scripts rely on the numbers: they do not change.
 */
enum ExitCode {
  OK(0, "all done"),
  SOME_FAILED(1, "some items failed, or a check found something unfit"),
  USAGE(2, "the command line, the configuration or an argument is wrong"),
  NOT_FOUND(3, "no such thread, or it has no state"),
  CONFLICT(4, "it exists already, has changed, or has diverged from its archive"),
  UNAVAILABLE(5, "Redis or the cold store failed or cannot be reached"),
  DAMAGED(6, "stored data is damaged; an older snapshot may help"),
  UNKNOWN(7, "a change was sent and its answer never came"),
  LOCKED(8, "another threadctl uses the data folder"),
  INTERNAL(70, "a bug in threadctl"),
  INTERRUPTED(130, "stopped by Ctrl-C"),
  OUTPUT_CLOSED(141, "the output cannot be written any more, as in `threadctl list | head`");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  int number() {
    return number;
  }

  String meaning() {
    return meaning;
  }

  /** The lines that {@code --help} ends with: the one place where the codes are documented. */
  static String[] helpLines() {
    return Arrays.stream(values())
        .map(code -> "  %3d  %s".formatted(code.number, code.meaning))
        .toArray(String[]::new);
  }
}
