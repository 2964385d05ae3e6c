package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.ThreadStore;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadExistsException;
import dev.threadstore.model.ThreadNotFoundException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.TieredThreadManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which names lead to which thread, in Redis and in a folder. */
class NamesIT {
  private static final String OUTSIDE = "not the store's";

  @TempDir private Path parent;
  private Path folder;
  private BothTiers tiers;
  private ThreadStore<Note> store;

  @BeforeEach
  void open() throws IOException {
    folder = parent.resolve("cold");
    Files.writeString(parent.resolve("outside"), OUTSIDE);
    tiers = new BothTiers(RedisEngine.REDIS_7.fixture(), folder);
    store = tiers.store();
  }

  @AfterEach
  void close() {
    tiers.close();
  }

  /**
   * H30, H103: names that end up in one key, or climb out of the folder, would mix threads up or
   * overwrite what is not ours.
   */
  @Test
  void threads_ofNamesThatLookAlike_areKeptApart() throws IOException {
    String ns = UUID.randomUUID().toString();
    List<ThreadRef> refs = new ArrayList<>();
    refs.add(new ThreadRef(ns + ":a", "c"));
    refs.add(new ThreadRef(ns, "a:c"));
    refs.add(new ThreadRef(ns + "/a", "c"));
    refs.add(new ThreadRef(ns, "a/c"));
    for (String id :
        List.of(
            "a",
            "A",
            "a%2Fc",
            "a%3Ac",
            "..",
            ".",
            "../outside",
            "../../outside",
            "/",
            "\\",
            "a ",
            "a.",
            "con",
            "{a}",
            "}a{",
            "*",
            "?",
            "a\nb",
            "~",
            "é",
            "e\u0301",
            "x".repeat(150))) {
      refs.add(new ThreadRef(ns, id));
    }
    for (ThreadRef ref : refs) {
      TieredThreadManager<Note> thread = store.thread(ref);
      thread.create();
      thread.append(List.of(new Note("who", ref.toString())));
    }
    for (ThreadRef ref : refs) {
      store.thread(ref).flush();
    }
    for (ThreadRef ref : refs) {
      assertThat(tiers.redis().keysOf(ref)).isEmpty();
      assertThat(store.thread(ref).load().messages())
          .containsExactly(new Note("who", ref.toString()));
    }
    store.thread(refs.get(0)).purge();
    store.thread(refs.get(3)).purge();
    assertThat(store.thread(refs.get(1)).load().messages()).hasSize(1);
    assertThat(store.thread(refs.get(2)).load().messages()).hasSize(1);
    try (Stream<Path> beside = Files.list(parent)) {
      assertThat(beside).containsExactlyInAnyOrder(folder, parent.resolve("outside"));
    }
    assertThat(parent.resolve("outside")).hasContent(OUTSIDE);
  }

  /** H30: a cold store that is not there would read as "this thread has no archive". */
  @Test
  void anyUse_folderGone_isNotAbsence() throws IOException {
    TieredThreadManager<Note> thread = store.thread(RedisFixture.newRef());
    thread.create();
    thread.append(Note.range("m", 0, 3));
    thread.flush();
    Path elsewhere = parent.resolve("elsewhere");
    Files.move(folder, elsewhere);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(thread::load).isInstanceOf(StoreUnavailableException.class);
      assertThatThrownBy(thread::exists).isInstanceOf(StoreUnavailableException.class);
      assertThatThrownBy(thread::create).isInstanceOf(StoreUnavailableException.class);
      assertThatThrownBy(thread::hydrate).isInstanceOf(StoreUnavailableException.class);
      assertThatThrownBy(() -> store.thread(RedisFixture.newRef()).load())
          .isInstanceOf(StoreUnavailableException.class);
      if (i == 0) {
        Files.createDirectory(folder); // the empty mount point of a disk that is gone
      }
    }
    Files.delete(folder);
    Files.move(elsewhere, folder);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 3));
    assertThatThrownBy(thread::create).isInstanceOf(ThreadExistsException.class);
    assertThatThrownBy(() -> store.thread(RedisFixture.newRef()).load())
        .isInstanceOf(ThreadNotFoundException.class);
  }
}
