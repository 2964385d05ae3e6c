package dev.threadstore.testsupport;

import dev.threadstore.testsupport.RedisServer.Fsync;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of its own that starts a server and never closes it, for {@link RedisServerOwnerTest}. */
final class OwnerProcess {
  private final Process jvm;
  private final long redis;
  private final int port;
  private final Path folder;

  private OwnerProcess(Process jvm, String[] words) {
    this.jvm = jvm;
    this.redis = Long.parseLong(words[0]);
    this.port = Integer.parseInt(words[1]);
    this.folder = Path.of(words[2]);
  }

  /**
   * Starts a server, says where, and ends when its input does.
   *
   * @param args nothing; or {@code saving}; or the data folder, for an append-only file
   */
  public static void main(String[] args) throws IOException {
    RedisServerBuilder builder = RedisServer.builder();
    if (List.of(args).contains("saving")) {
      RedisServerTest.saving(builder);
    } else if (args.length > 0) {
      builder.dataFolder(Path.of(args[0])).appendOnly(Fsync.EVERY_SECOND);
    }
    RedisServer redis = builder.start();
    System.out.println(redis.pid() + " " + redis.port() + " " + redis.folder());
    while (System.in.read() >= 0) {}
    System.exit(0);
  }

  static OwnerProcess start(String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(OwnerProcess.class.getName());
    command.addAll(List.of(args));
    Process jvm =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader output = jvm.inputReader();
    return new OwnerProcess(jvm, output.readLine().split(" "));
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    jvm.destroyForcibly().waitFor();
  }

  void exit() throws IOException {
    jvm.getOutputStream().close();
  }

  boolean isRedisRunning() {
    return ProcessHandle.of(redis).map(ProcessHandle::isAlive).orElse(false);
  }

  ProcessHandle redis() {
    return ProcessHandle.of(redis).orElseThrow();
  }

  int port() {
    return port;
  }

  Path folder() {
    return folder;
  }
}
