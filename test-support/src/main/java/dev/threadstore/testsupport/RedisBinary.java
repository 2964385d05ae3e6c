package dev.threadstore.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * A Redis server's program as it lies in a jar. Of those jars only the programs are used, by way of
 * a file that all processes of a user share.
 *
 * @param resource its name in the jar
 * @param sha256 its checksum
 */
record RedisBinary(String resource, String sha256) {

  /** By version, operating system and architecture. Checksums: of the jars on Maven Central. */
  private static final Map<String, RedisBinary> KNOWN =
      Map.of(
          "V7_0-linux-amd64",
          new RedisBinary(
              "redis-server-7.0.15-linux-amd64",
              "c0cdeef856b3410fd99d6ec6fc6a20302e69059b00ce5d6abab7b3e5069ea91e"),
          "V7_0-linux-arm64",
          new RedisBinary(
              "redis-server-7.0.15-linux-arm64",
              "d5c7ff117caf45d7dc2f59c1f956e1830438779947d66aa5647c2cdcc16eca50"),
          "V7_0-darwin-amd64",
          new RedisBinary(
              "redis-server-7.0.15-darwin-amd64",
              "e22a3d9147802bba0724efb2e446c49e1e514e76ff8031bb6d44b8628400d8f3"),
          "V7_0-darwin-arm64",
          new RedisBinary(
              "redis-server-7.0.15-darwin-arm64",
              "07838a2eb6f5961c89d8e6f1f83482de355dfc6bb04e05bfb00ae1f137dee129"),
          "V6_2-linux-amd64",
          new RedisBinary(
              "redis-server-6.2.6-v5-linux-amd64",
              "1f716094e08a25faee2bc7626feb9e13464ed89018ac5c376c5e9cff06bdcf52"),
          "V6_2-linux-arm64",
          new RedisBinary(
              "redis-server-6.2.7-linux-arm64",
              "036a23aa65bfb31d2a048aa96c170b38c2fbd4f1de68ef0f9c3133dd4b1474cd"),
          "V6_2-darwin-amd64",
          new RedisBinary(
              "redis-server-6.2.6-v5-darwin-amd64",
              "7a4eb450d90a6ce9a2c651cfc4a0613b980a270c6426cbb6fa42d6c3beec9ce8"),
          "V6_2-darwin-arm64",
          new RedisBinary(
              "redis-server-6.2.6-v5-darwin-arm64",
              "c523aec5a9b6f565cff0271ef67f5c51fa83e1180e3e954ab5251b3cf6282b76"));

  /**
   * The program of a version for this machine.
   *
   * @throws IllegalStateException if there is none
   */
  static RedisBinary of(RedisVersion version) {
    String platform = version + "-" + operatingSystem() + "-" + architecture();
    RedisBinary binary = KNOWN.get(platform);
    if (binary == null) {
      throw new IllegalStateException("no Redis server for this platform: `" + platform + "`");
    }
    return binary;
  }

  /**
   * Sees to it that the program is a file.
   *
   * @return the file
   * @throws IllegalStateException if no jar on the class path has it, or it is not the one expected
   */
  Path extract() throws IOException {
    return extractTo(PrivateFolder.open("threadstore-redis"));
  }

  /** As {@link #extract}, into a folder to which only this user can write. */
  Path extractTo(Path folder) throws IOException {
    Path program = folder.resolve(resource);
    if (Files.isRegularFile(program) && checksum(program).equals(sha256)) {
      return program;
    }
    Path part = Files.createTempFile(folder, resource, ".part");
    try {
      copy(part);
      if (!checksum(part).equals(sha256)) {
        throw new IllegalStateException("not the Redis server expected: `" + resource + "`");
      }
      Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwx------"));
      // Another process may do the same, or run the old one: each sees one or the other, whole.
      Files.move(part, program, StandardCopyOption.ATOMIC_MOVE);
      return program;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private void copy(Path file) throws IOException {
    try (InputStream in = RedisBinary.class.getResourceAsStream("/" + resource)) {
      if (in == null) {
        throw new IllegalStateException(
            "Redis server is missing on the class path, see RedisVersion: `" + resource + "`");
      }
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static String checksum(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (DigestOutputStream out =
          new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
        Files.copy(file, out);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String operatingSystem() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return name.startsWith("mac") ? "darwin" : name;
  }

  private static String architecture() {
    String name = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return switch (name) {
      case "x86_64" -> "amd64";
      case "aarch64" -> "arm64";
      default -> name;
    };
  }
}
