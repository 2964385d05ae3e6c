package dev.threadstore.it.simulation;

import static org.awaitility.Awaitility.await;

import dev.threadstore.testsupport.TcpProxy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Processes with clients, each with a network of its own to either server. */
final class Fleet implements AutoCloseable {
  private static final int PROCESSES = 3;
  private static final int CLIENTS = 3;
  private static final int MOST_SKEWED = 36;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** With this, the names of all clients begin. */
  static final String CLIENT = "p";

  private final Servers servers;
  private final String namespace;
  private final List<String> threads;
  private final Random random;
  private final Path folder;
  private final int speed;
  private final List<Member> members = new ArrayList<>();
  private Process spare;
  private int started;

  /** One process, and what lies between it and the servers. */
  static final class Member {
    final TcpProxy redis;
    final TcpProxy s3;
    private Process process;

    private Member(Process process, TcpProxy redis, TcpProxy s3) {
      this.process = process;
      this.redis = redis;
      this.s3 = s3;
    }

    long pid() {
      return process.pid();
    }

    /** Whether one of its clients has had an answer: a process takes seconds on a busy machine. */
    boolean isAtWork() throws IOException {
      return process.getInputStream().available() > 0;
    }
  }

  /**
   * Starts all processes.
   *
   * @param folder of the journals, and of what processes complain about
   * @param speed how much faster time runs in the cold store
   */
  Fleet(
      Servers servers,
      String namespace,
      List<String> threads,
      Random random,
      Path folder,
      int speed)
      throws IOException {
    this.servers = servers;
    this.namespace = namespace;
    this.threads = threads;
    this.random = random;
    this.folder = folder;
    this.speed = speed;
    spare = launch();
    for (int i = 0; i < PROCESSES; i++) {
      Member member =
          new Member(
              spare,
              TcpProxy.to(servers.redis().port()),
              TcpProxy.to(servers.access().endpoint().getPort()));
      members.add(member);
      enlist(member);
    }
  }

  void awaitWork() {
    for (Member member : members) {
      await().atMost(PATIENCE).until(member::isAtWork);
    }
  }

  List<Member> members() {
    return members;
  }

  /** Kills a process (SIGKILL); another one takes its place. */
  void kill(Member member) throws IOException, InterruptedException {
    member.process.toHandle().destroyForcibly();
    member.process.waitFor();
    enlist(member);
  }

  /** Gives the spare process its orders. Another one is started ahead: that takes the time. */
  private void enlist(Member member) throws IOException {
    member.process = spare;
    spare = launch();
    ClientProcess.Orders orders =
        new ClientProcess.Orders(
            CLIENT + started++,
            servers.access().through(member.redis.port(), member.s3.port()),
            namespace,
            threads,
            CLIENTS,
            random.nextLong(),
            folder.toString(),
            random.nextInt(2 * MOST_SKEWED) - MOST_SKEWED,
            speed);
    member.process.getOutputStream().write(orders.line().getBytes(StandardCharsets.UTF_8));
    member.process.getOutputStream().flush();
  }

  private Process launch() throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Djava.util.logging.config.file="
                + System.getProperty("java.util.logging.config.file", ""),
            "-cp",
            System.getProperty("java.class.path"),
            ClientProcess.class.getName())
        .redirectError(ProcessBuilder.Redirect.appendTo(complaints().toFile()))
        .start();
  }

  private Path complaints() {
    return folder.resolve("complaints");
  }

  /** Lets all processes end with what they have begun. */
  void stop() throws IOException, InterruptedException {
    for (Member member : members) {
      member.process.getOutputStream().write('\n');
      member.process.getOutputStream().flush();
    }
    for (Member member : members) {
      if (!member.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)
          || member.process.exitValue() != 0) {
        throw new IllegalStateException(
            "process did not end well: " + Files.readString(complaints()));
      }
    }
  }

  @Override
  public void close() {
    spare.destroyForcibly();
    for (Member member : members) {
      member.process.destroyForcibly();
      member.redis.close();
      member.s3.close();
    }
  }
}
