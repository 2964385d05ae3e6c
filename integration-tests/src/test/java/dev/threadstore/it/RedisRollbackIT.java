package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.ThreadStore;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.ArchiveConflictException;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.RevisionConflictException;
import dev.threadstore.model.ThreadDeletedException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.testsupport.InMemoryColdStore;
import dev.threadstore.testsupport.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Redis whose older RDB file was put back (H81): noticed wherever it contradicts the archive or a
 * caller's revision; nothing that either side has is overwritten or dropped.
 */
class RedisRollbackIT {
  private final InMemoryColdStore cold = new InMemoryColdStore();
  private final ThreadRef ref = RedisFixture.newRef();

  @TempDir private Path data;
  @TempDir private Path backup;

  @Test
  void rollback_behindASnapshot_conflictsAndLosesNothing() throws IOException {
    try (RedisServer server = server();
        RedisFixture redis = RedisFixture.on(server);
        ThreadStore<Note> store = redis.store().coldStore(cold).build()) {
      TieredThreadManager<Note> thread = store.thread(ref);
      thread.create();
      thread.append(Note.range("m", 0, 3));
      backUp(redis);
      Revision seen = thread.append(Note.range("lost", 0, 1)).revision();
      thread.flush(AfterFlush.KEEP);
      restore(server);

      // As many changes as before, so that the version is the same again.
      Revision again = thread.append(Note.range("other", 0, 1)).revision();
      assertThat(again.version()).isEqualTo(seen.version());
      assertThatThrownBy(() -> thread.append(Note.range("x", 0, 1), seen))
          .isInstanceOf(RevisionConflictException.class);
      assertThatThrownBy(thread::flush).isInstanceOf(ArchiveConflictException.class);
      assertThat(thread.load().messages()).contains(Note.of("other0")).hasSize(4);

      ThreadRef fork = RedisFixture.newRef();
      thread.resolve(Resolution.forkHotTo(fork), again);
      assertThat(thread.load().messages()).contains(Note.of("lost0")).hasSize(4);
      assertThat(store.thread(fork).load().messages()).contains(Note.of("other0")).hasSize(4);
    }
  }

  @Test
  void rollback_behindADeletion_doesNotBringTheThreadBack() throws IOException {
    try (RedisServer server = server();
        RedisFixture redis = RedisFixture.on(server);
        ThreadStore<Note> store = redis.store().coldStore(cold).build()) {
      TieredThreadManager<Note> thread = store.thread(ref);
      thread.create();
      thread.append(Note.range("m", 0, 3));
      backUp(redis);
      thread.delete();
      restore(server);
      assertThatThrownBy(thread::flush).isInstanceOf(ThreadDeletedException.class);
      assertThat(thread.exists()).isFalse();
    }
  }

  private RedisServer server() {
    return RedisServer.builder().dataFolder(data).start();
  }

  private void backUp(RedisFixture redis) throws IOException {
    redis.commands().save();
    Files.copy(
        data.resolve("dump.rdb"), backup.resolve("dump.rdb"), StandardCopyOption.REPLACE_EXISTING);
  }

  private void restore(RedisServer server) throws IOException {
    server.kill();
    Files.copy(
        backup.resolve("dump.rdb"), data.resolve("dump.rdb"), StandardCopyOption.REPLACE_EXISTING);
    server.restart();
  }
}
