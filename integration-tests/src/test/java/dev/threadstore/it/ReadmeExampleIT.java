package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.model.JacksonMessageCodec;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.RedisServer;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's example compiles, runs, and is the one in the README. */
class ReadmeExampleIT {
  private static final Path HERE = Path.of("src/test/java/dev/threadstore/it/ReadmeExampleIT.java");

  @TempDir private Path folder;

  record Message(String id, String role, String text) {}

  @Test
  void example_runs() {
    try (RedisServer server = RedisServer.start()) {
      RedisClient redis = RedisClient.create(server.uri().toString());
      try (ColdStore archive = FileSystemColdStore.open(folder)) {
        run(redis, archive);
      } finally {
        redis.shutdown();
      }
    }
  }

  private static void run(RedisClient redis, ColdStore archive) {
    // README: begin
    var codec = JacksonMessageCodec.of(Message.class, Message::id);
    try (var store = ThreadStore.builder(redis, codec).coldStore(archive).build()) {
      TieredThreadManager<Message> thread = store.thread("user-42");
      thread.createIfAbsent();
      thread.append(List.of(new Message("m1", "user", "Where is my bag?")));
      thread.append(List.of(new Message("m1", "user", "Where is my bag?"))); // adds nothing
      thread.flush(); // Redis holds no key of it; the archive has snapshot 1
      thread.fork(thread.ref().sibling("user-42-b")); // from the archive, without Redis
      thread.append(List.of(new Message("m2", "assistant", "In Oslo."))); // hydrates by itself
    }
    // README: end
    try (var store = ThreadStore.builder(redis, codec).coldStore(archive).build()) {
      assertThat(store.thread("user-42").load().messages()).hasSize(2);
      assertThat(store.thread("user-42-b").load().messages()).hasSize(1);
    }
  }

  @Test
  void readme_showsThisExample() throws IOException {
    String source = Files.readString(HERE);
    String example =
        source
            .substring(
                source.indexOf("// README: begin\n") + "// README: begin\n".length(),
                source.indexOf("    // README: end"))
            .stripTrailing()
            .stripIndent();
    assertThat(Files.readString(Path.of("../README.md"))).contains(example);
  }
}
