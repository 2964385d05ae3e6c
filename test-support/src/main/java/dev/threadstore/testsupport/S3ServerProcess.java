package dev.threadstore.testsupport;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An {@link S3Server} in a JVM of its own, so that its work and its garbage are not those of what
 * is measured. It ends with {@link #close}, and also when this JVM ends, however that happens: it
 * reads its standard input, whose end is the end of whoever started it. Thread-safe.
 */
public final class S3ServerProcess implements AutoCloseable {
  private static final int END_SECONDS = 10;

  private final Process process;
  private final S3Access access;

  private S3ServerProcess(Process process, S3Access access) {
    this.process = process;
    this.access = access;
  }

  /**
   * Starts a server on a free port, on the class path of this JVM.
   *
   * @return the server, to be closed
   * @throws IllegalStateException if it did not start; what it said is on the standard error
   */
  public static S3ServerProcess start() {
    try {
      Process process =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-cp",
                      System.getProperty("java.class.path"),
                      S3ServerProcess.class.getName()))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String line =
          new BufferedReader(
                  new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))
              .readLine();
      if (line == null) {
        throw new IllegalStateException("S3 server did not start: pid=`" + process.pid() + "`");
      }
      String[] words = line.split(" ", -1);
      return new S3ServerProcess(process, new S3Access(URI.create(words[0]), words[1], words[2]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs a server until the standard input ends. It says where it is and who may use it in one line
   * of its output: endpoint, access key, secret key.
   *
   * @param args none
   * @throws IOException if the standard input cannot be read
   */
  public static void main(String[] args) throws IOException {
    try (S3Server server = S3Server.start()) {
      S3Access access = server.access();
      System.out.println(access.endpoint() + " " + access.accessKey() + " " + access.secretKey());
      while (System.in.read() >= 0) {
        // Whatever is said, only the end matters.
      }
    }
    System.exit(0);
  }

  /**
   * How to reach it.
   *
   * @return its address and a user who may do anything
   */
  public S3Access access() {
    return access;
  }

  /**
   * The number of its process.
   *
   * @return the process id
   */
  public long pid() {
    return process.pid();
  }

  /** Ends it; its objects are gone. Can be repeated. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
