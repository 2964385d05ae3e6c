package dev.threadstore.cli;

import org.jspecify.annotations.Nullable;

/** Ends a command: what to tell the user, a hint that helps, and the exit code. */
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode code;
  private final @Nullable String hint;

  CommandFailure(ExitCode code, String message, @Nullable String hint) {
    this(code, message, hint, null);
  }

  CommandFailure(ExitCode code, String message, @Nullable String hint, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.hint = hint;
  }

  static CommandFailure usage(String message, String hint) {
    return new CommandFailure(ExitCode.USAGE, message, hint);
  }

  ExitCode code() {
    return code;
  }

  @Nullable String hint() {
    return hint;
  }
}
