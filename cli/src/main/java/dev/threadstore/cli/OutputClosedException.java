package dev.threadstore.cli;

import java.io.IOException;

/**
 * Standard output cannot be written any more: nobody reads it ({@code threadctl list | head}), or
 * its disk is full. Ends the command.
 */
final class OutputClosedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutputClosedException(IOException cause) {
    super("cannot write the output: " + cause.getMessage(), cause);
  }

  /** Whether the reader went away, which is no error worth a word. */
  boolean isBrokenPipe() {
    return getCause() instanceof IOException e && "Broken pipe".equals(e.getMessage());
  }
}
