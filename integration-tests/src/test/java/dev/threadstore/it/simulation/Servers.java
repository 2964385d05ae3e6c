package dev.threadstore.it.simulation;

import dev.threadstore.it.AppendOnlyFile;
import dev.threadstore.testsupport.RedisServer;
import dev.threadstore.testsupport.S3Access;
import dev.threadstore.testsupport.S3ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A Redis that loses nothing when it is killed, unless it is made to, and an S3 server, in
 * processes of their own.
 */
final class Servers implements AutoCloseable {
  private final RedisServer redis;
  private final S3ServerProcess s3 = S3ServerProcess.start();
  private final Access access;

  Servers(Path folder) throws IOException {
    redis =
        RedisServer.builder()
            .dataFolder(Files.createDirectories(folder))
            .appendOnly(RedisServer.Fsync.ALWAYS)
            .config("auto-aof-rewrite-percentage 0")
            .ending(RedisServer.Ending.KILL)
            .start();
    S3Access found = s3.access();
    access =
        new Access(
            redis.port(),
            found.endpoint(),
            found.accessKey(),
            found.secretKey(),
            found.newBucket().name());
  }

  RedisServer redis() {
    return redis;
  }

  /** How much Redis has on disk: what it is acknowledged from now on comes after that. */
  long written() throws IOException {
    return new AppendOnlyFile(redis.folder()).length();
  }

  /**
   * Starts a Redis that was killed without what it has acknowledged since, as after a power cut
   * without {@code fsync}.
   */
  void restartAt(long written) throws IOException {
    new AppendOnlyFile(redis.folder()).cut(written);
    redis.restart();
  }

  long s3Pid() {
    return s3.pid();
  }

  /** Straight to the servers. */
  Access access() {
    return access;
  }

  @Override
  public void close() {
    redis.close();
    s3.close();
  }
}
