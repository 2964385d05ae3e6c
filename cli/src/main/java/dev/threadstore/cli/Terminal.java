package dev.threadstore.cli;

import java.io.BufferedInputStream;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * The three streams of a process. Data goes to {@link #line standard output}, everything else to
 * {@link #notice standard error}, both in UTF-8 whatever the locale, because JSON is. Thread-safe.
 *
 * <p>Where a person sits in front, the last line of the screen may be a {@link #status}: every
 * other line wipes it away first and brings it back below.
 */
final class Terminal {
  /** A status that ran over the end of its line could not be wiped. */
  private static final int WIDTH = 79;

  private static final String WIPE_LINE = "\r\u001b[K";

  private final InputStream in;
  private final Writer out;
  private final PrintWriter err;
  private final boolean interactive;
  private String status = "";

  /**
   * @param interactive whether a person sits in front of it, who sees a progress bar and can answer
   */
  Terminal(InputStream in, OutputStream out, OutputStream err, boolean interactive) {
    this.in = in;
    this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    this.err = new PrintWriter(new OutputStreamWriter(err, StandardCharsets.UTF_8), true);
    this.interactive = interactive;
  }

  /** The streams of this process. */
  @SuppressWarnings("SystemConsoleNull") // null where there is none, thanks to the property
  static Terminal ofProcess() {
    // JDK 22 to 24 would otherwise hand out a console even where there is none.
    System.setProperty("jdk.console", "java.base");
    return new Terminal(
        // Buffered, because a file stream looks for its position, which a pipe does not have.
        new BufferedInputStream(new FileInputStream(FileDescriptor.in)),
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        System.console() != null);
  }

  InputStream in() {
    return in;
  }

  boolean isInteractive() {
    return interactive;
  }

  /**
   * Writes a line of data.
   *
   * @throws OutputClosedException if nobody reads any more
   */
  void line(String text) {
    text(text + "\n");
  }

  /** Writes data as it is; otherwise as {@link #line}. */
  void text(String text) {
    synchronized (out) {
      try {
        if (interactive) {
          showAtOnce(text);
        } else {
          out.write(text);
        }
      } catch (IOException e) {
        throw new OutputClosedException(e);
      }
    }
  }

  private void showAtOnce(String text) throws IOException {
    synchronized (err) {
      wipeStatus();
      out.write(text);
      out.flush();
      drawStatus();
    }
  }

  /** Hands what was written so far to the reader; called at the end of every command. */
  void flush() {
    synchronized (out) {
      try {
        out.flush();
      } catch (IOException e) {
        throw new OutputClosedException(e);
      }
    }
    err.flush();
  }

  /** Tells the user something that is not data. */
  void notice(String text) {
    synchronized (err) {
      wipeStatus();
      err.println(text);
      drawStatus();
    }
  }

  /**
   * Shows what is under way, until something else is or nothing: the empty string. Only where a
   * person sits in front.
   */
  void status(String text) {
    synchronized (err) {
      if (interactive) {
        wipeStatus();
        status = text.length() <= WIDTH ? text : text.substring(0, WIDTH - 1) + "…";
        drawStatus();
      }
    }
  }

  private void wipeStatus() {
    if (!status.isEmpty()) {
      err.print(WIPE_LINE);
      err.flush();
    }
  }

  private void drawStatus() {
    if (!status.isEmpty()) {
      err.print(status);
      err.flush();
    }
  }

  /**
   * Asks the person in front.
   *
   * @return whether to do it
   */
  boolean confirm(String question) {
    ask(question + " [y/N] ");
    try {
      StringBuilder answer = new StringBuilder();
      for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
        answer.append((char) c);
      }
      return answer.toString().strip().equalsIgnoreCase("y");
    } catch (IOException e) {
      return false;
    }
  }

  private void ask(String text) {
    synchronized (err) {
      err.print(text);
      err.flush();
    }
  }

  PrintWriter errWriter() {
    return err;
  }
}
