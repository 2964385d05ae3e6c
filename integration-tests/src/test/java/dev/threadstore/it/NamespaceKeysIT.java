package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.ThreadStore;
import dev.threadstore.model.ThreadPage;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.testsupport.InMemoryColdStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Redis keys of namespaces that would be one key, or a pattern, as they are (H17, H103). */
class NamespaceKeysIT {
  private final String base = "n" + UUID.randomUUID();
  private final ThreadStore<Note> store =
      RedisEngine.REDIS_7.fixture().store().coldStore(new InMemoryColdStore()).build();

  @AfterEach
  void close() {
    store.close();
  }

  /** Keys are ASCII: without an encoding every other character becomes a question mark. */
  @Test
  void hotThreads_ofNamespacesBeyondAscii_areApart() {
    List<ThreadRef> refs =
        List.of(
            new ThreadRef(base + "ä", "t"),
            new ThreadRef(base + "ö", "t"),
            new ThreadRef(base + "?", "t"));
    for (ThreadRef ref : refs) {
      store.thread(ref).create();
      store.thread(ref).append(List.of(new Note("m", "of " + ref)));
    }
    for (ThreadRef ref : refs) {
      assertThat(store.thread(ref).load().messages()).containsExactly(new Note("m", "of " + ref));
    }
  }

  /** Hot threads are found by a pattern: the name of a namespace is none. */
  @ParameterizedTest
  @ValueSource(strings = {"*", "?", "[a-z]", "\\"})
  void list_namespaceLikeAPattern_findsItsOwnThreads(String name) {
    ThreadRef own = new ThreadRef(base + name, "own");
    store.thread(own).create();
    store.thread(new ThreadRef(base + "a", "other")).create();
    assertThat(threadsOf(own.namespace())).containsExactly(own);
  }

  private List<ThreadRef> threadsOf(String namespace) {
    List<ThreadRef> found = new ArrayList<>();
    Optional<String> cursor = Optional.of("");
    while (cursor.isPresent()) {
      ThreadPage page = store.namespace(namespace).list(cursor.get(), 100);
      page.threads().forEach(entry -> found.add(entry.ref()));
      cursor = page.next();
    }
    return found;
  }
}
