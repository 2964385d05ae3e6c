package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.ThreadStore;
import dev.threadstore.model.AppendResult;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.RedisServer;
import dev.threadstore.testsupport.TcpProxy;
import dev.threadstore.testsupport.TcpProxy.Direction;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A connection that breaks in the middle of an answer: the client sends the command again, and what
 * had arrived of the first answer must not get into the second one (H94).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TornAnswersIT {
  private final RedisServer server = RedisServer.start();
  private final TcpProxy network = TcpProxy.to(server.port());
  private final RedisFixture redis =
      RedisFixture.on(URI.create("redis://127.0.0.1:" + network.port()));
  private final ThreadStore<Note> store = redis.store().build();

  @BeforeAll
  void loadScripts() {
    TieredThreadManager<Note> thread = store.thread(RedisFixture.newRef());
    thread.create();
    thread.append(Note.range("m", 0, 2));
    thread.load();
  }

  @AfterAll
  void close() {
    store.close();
    redis.close();
    network.close();
    server.close();
  }

  @Test
  void append_answerTornAnywhere_saysWhatItFound() {
    int torn = 0;
    for (int bytes = 1; torn == bytes - 1; bytes++) {
      TieredThreadManager<Note> thread = store.thread(RedisFixture.newRef());
      thread.create();
      network.breakAfter(Direction.ANSWERS, bytes);
      AppendResult result = thread.append(Note.range("m", 0, 5));
      network.heal();
      boolean wasTorn = result.added().isEmpty();
      assertThat(wasTorn ? result.known() : result.added())
          .as("torn after %s bytes", bytes)
          .isEqualTo(ids(5));
      assertThat(result.length()).isEqualTo(5);
      torn += wasTorn ? 1 : 0;
    }
    // A stamp alone has 40 bytes.
    assertThat(torn).isGreaterThan(60);
  }

  @Test
  void load_answerTornAnywhere_isWhole() {
    TieredThreadManager<Note> thread = store.thread(RedisFixture.newRef());
    thread.create();
    thread.append(Note.range("m", 0, 5));
    for (int bytes = 1; bytes < 300; bytes += 7) {
      network.breakAfter(Direction.ANSWERS, bytes);
      assertThat(Note.ids(thread.load().messages()))
          .as("torn after %s bytes", bytes)
          .isEqualTo(ids(5));
      network.heal();
    }
  }

  private static List<String> ids(int count) {
    return Note.ids(Note.range("m", 0, count));
  }
}
