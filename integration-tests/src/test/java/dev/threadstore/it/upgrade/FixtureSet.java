package dev.threadstore.it.upgrade;

import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.it.RedisFixture;
import dev.threadstore.testsupport.RedisServer;
import dev.threadstore.testsupport.RedisVersion;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one version of the library has left, as it was released: in {@code redis.txt} what Redis
 * held, in {@code cold} what the folder of the cold store held, and in {@code threads.json} which
 * threads that are. Sets are kept for ever and never made anew.
 */
final class FixtureSet {
  /** Fields of a head that hold the time at which a set was made. */
  private static final List<String> TIMES = List.of("\"created\"", "\"changed\"");

  private static final String LONG_AGO = "1600000000000";
  private static final Duration MONTH = Duration.ofDays(30);
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Path folder;

  FixtureSet(Path folder) {
    this.folder = folder;
  }

  /** All that were ever released, the oldest first. */
  static List<FixtureSet> all() throws IOException {
    try (Stream<Path> sets = Files.list(root())) {
      return sets.sorted(Comparator.comparing(FixtureSet::version)).map(FixtureSet::new).toList();
    }
  }

  /** Orders 0.2 before 0.10. */
  private static Version version(Path set) {
    return Version.parse(set.getFileName().toString());
  }

  static Path root() {
    return Path.of(System.getProperty("basedir", "."), "src/test/resources/fixtures");
  }

  /** Makes one of what the code as it is leaves behind. */
  static FixtureSet make(Path folder) throws IOException {
    Path cold = Files.createDirectories(folder).resolve("cold");
    try (RedisServer server = RedisServer.builder().version(RedisVersion.V6_2).start();
        RedisFixture redis = RedisFixture.on(server);
        FileSystemColdStore store = FileSystemColdStore.open(cold)) {
      List<StoredThread> threads = FixtureThreads.make(redis, store);
      Files.writeString(folder.resolve("threads.json"), JSON.writeValueAsString(threads) + "\n");
      Files.write(folder.resolve("redis.txt"), longAgo(inBytes(server.uri(), RedisText::write)));
    }
    Files.delete(cold.resolve(".staging"));
    return new FixtureSet(folder);
  }

  /** As if it had been made at a time that is past on every machine. */
  private static List<String> longAgo(List<String> lines) {
    return lines.stream()
        .map(
            line ->
                TIMES.stream().anyMatch(line::contains)
                    ? line.replaceFirst("\"[0-9]{13}\"$", "\"" + LONG_AGO + "\"")
                    : line)
        .toList();
  }

  List<StoredThread> threads() throws IOException {
    return List.of(
        JSON.readValue(Files.readString(folder.resolve("threads.json")), StoredThread[].class));
  }

  List<String> redisLines() throws IOException {
    return Files.readAllLines(folder.resolve("redis.txt"));
  }

  /** The files of the cold store, below its folder. */
  List<Path> coldFiles() throws IOException {
    Path cold = folder.resolve("cold");
    try (Stream<Path> files = Files.walk(cold)) {
      return files.filter(Files::isRegularFile).map(cold::relativize).sorted().toList();
    }
  }

  void copyTo(URI redis) throws IOException {
    List<String> lines = redisLines();
    inBytes(
        redis,
        commands -> {
          RedisText.read(lines, commands);
          return lines;
        });
  }

  /** Copies the folder; its objects are a month old. */
  void copyTo(Path target) throws IOException {
    for (Path file : coldFiles()) {
      Path copy = target.resolve(file.toString());
      Files.createDirectories(copy.getParent());
      Files.copy(folder.resolve("cold").resolve(file), copy);
      Files.setLastModifiedTime(copy, FileTime.from(Instant.now().minus(MONTH)));
    }
  }

  private static <T> T inBytes(URI redis, Function<RedisCommands<byte[], byte[]>, T> action) {
    try (RedisClient client = RedisClient.create(redis.toString())) {
      return action.apply(client.connect(ByteArrayCodec.INSTANCE).sync());
    }
  }

  @Override
  public String toString() {
    return folder.getFileName().toString();
  }
}
