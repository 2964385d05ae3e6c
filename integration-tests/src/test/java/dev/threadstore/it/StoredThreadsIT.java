package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.ThreadNamespace;
import dev.threadstore.model.ThreadPage;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.TieredThreadManager;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The listing of what the cold store holds has every thread of which there is an object, once. */
class StoredThreadsIT {
  private final TieredFixture tiers = new TieredFixture();
  private final ThreadNamespace<Note> namespace =
      tiers.store.namespace("stored-" + UUID.randomUUID());

  @AfterEach
  void close() {
    tiers.close();
  }

  private TieredThreadManager<Note> archived(String id, int snapshots) {
    TieredThreadManager<Note> thread = namespace.thread(id);
    thread.create();
    for (int i = 0; i < snapshots; i++) {
      thread.append(Note.range("m", i, i + 1));
      thread.flush();
    }
    return thread;
  }

  private List<String> stored(int limit) {
    List<String> ids = new ArrayList<>();
    String cursor = ThreadNamespace.START;
    while (true) {
      ThreadPage page = namespace.stored(cursor, limit);
      page.threads().forEach(entry -> ids.add(entry.ref().id()));
      if (page.next().isEmpty()) {
        return ids;
      }
      cursor = page.next().get();
    }
  }

  @Test
  void stored_archivedDeletedAndLeftOver_areListedOnce() {
    archived("archived", 3);
    archived("deleted", 1).delete();
    namespace.thread("hot").create();
    ThreadRef leftOver = new ThreadRef(namespace.name(), "left over");
    tiers.cold.create(
        "threads/" + leftOver.encodedNamespace() + "/" + leftOver.encodedId() + "/segments/1-0-9-a",
        new byte[] {1});
    for (int limit : new int[] {1, 2, 3, 100}) {
      assertThat(stored(limit)).containsExactlyInAnyOrder("archived", "deleted", "left over");
    }
  }

  @Test
  void stored_threadOfMoreObjectsThanAPage_isListedOnce() {
    ThreadRef large = new ThreadRef(namespace.name(), "large");
    String stem = "threads/" + large.encodedNamespace() + "/" + large.encodedId() + "/segments/";
    for (int i = 0; i < 2500; i++) {
      tiers.cold.create(stem + "1-" + i + "-" + i + "-a", new byte[] {1});
    }
    archived("z", 1);
    assertThat(stored(10)).containsExactly("large", "z");
  }

  @Test
  void stored_cursorOfAnotherScan_isRefused() {
    assertThatThrownBy(() -> namespace.stored("h:0", 10)).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> namespace.stored(ThreadNamespace.START, 0))
        .isInstanceOf(InvalidInputException.class);
  }
}
