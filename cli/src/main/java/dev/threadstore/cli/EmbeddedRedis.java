package dev.threadstore.cli;

import dev.threadstore.testsupport.RedisServer;
import dev.threadstore.testsupport.RedisServer.Fsync;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The Redis that threadctl runs when none is given: on the loopback address, with a password that
 * only this process knows, and with its data in a folder that only this user can read. It ends with
 * this process, however that ends.
 */
final class EmbeddedRedis implements AutoCloseable {
  private final RedisServer server;
  private final String password;

  private EmbeddedRedis(RedisServer server, String password) {
    this.server = server;
    this.password = password;
  }

  /**
   * Starts it.
   *
   * @param folder where it keeps its data; created if there is none
   * @throws CommandFailure if it does not start
   */
  static EmbeddedRedis start(Path folder) {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectory(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      RedisServer server =
          RedisServer.builder()
              .dataFolder(folder)
              .appendOnly(Fsync.EVERY_SECOND)
              .config("save \"\"") // the append-only file has everything
              .config("requirepass " + password)
              .start();
      return new EmbeddedRedis(server, password);
    } catch (IOException | RuntimeException e) {
      throw new CommandFailure(
          ExitCode.UNAVAILABLE,
          "the embedded Redis does not start: folder=`%s` problem=`%s`"
              .formatted(folder, e.getMessage()),
          "give another one with --redis URI --cold DIR",
          e);
    }
  }

  /** Its address for a client, with the password. */
  String uri() {
    return "redis://:" + password + "@" + server.host() + ":" + server.port();
  }

  @Override
  public void close() {
    server.close();
  }
}
