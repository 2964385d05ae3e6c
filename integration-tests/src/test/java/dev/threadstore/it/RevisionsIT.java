package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.model.Revision;
import dev.threadstore.model.RevisionConflictException;
import dev.threadstore.model.TieredThreadManager;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An expected revision stands for one history (H71), not for a number (H95). */
class RevisionsIT {
  @TempDir private Path folder;
  private BothTiers tiers;
  private TieredThreadManager<Note> thread;

  @BeforeEach
  void open() {
    tiers = new BothTiers(RedisEngine.REDIS_7.fixture(), folder);
    thread = tiers.store().thread(RedisFixture.newRef());
    thread.create();
  }

  @AfterEach
  void close() {
    tiers.close();
  }

  /** H95: deleted and created afresh, a thread has the same numbers again. */
  @Test
  void change_expectingARevisionFromBeforeADeletion_isRefused() {
    Revision seen = thread.append(Note.range("old", 0, 1)).revision();
    thread.delete();
    thread.create();
    Revision now = thread.append(Note.range("new", 0, 1)).revision();
    assertThat(now.version()).isEqualTo(seen.version());
    refused(() -> thread.append(Note.range("x", 0, 1), seen));
    refused(() -> thread.truncateFrom("new0", seen));
    refused(() -> thread.replaceAll(List.of(), seen));
    refused(() -> thread.state().saveJson("1", seen));
    refused(() -> thread.state().delete(seen));
    thread.flush();
    refused(() -> thread.snapshots().restore(2, seen));
    assertThat(thread.load().revision()).isEqualTo(now);
    assertThat(thread.load().messages()).isEqualTo(Note.range("new", 0, 1));
  }

  /** H95: a replacement of what was read would wipe the append that came in between. */
  @Test
  void replaceAll_ofWhatWasRead_keepsAnAppendInBetween() {
    thread.append(Note.range("m", 0, 3));
    Revision read = thread.load().revision();
    thread.append(Note.range("m", 3, 4));
    refused(() -> thread.replaceAll(Note.range("summary", 0, 1), read));
    thread.flush();
    refused(() -> thread.replaceAll(Note.range("summary", 0, 1), read));
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 4));
  }

  private static void refused(ThrowingCallable change) {
    assertThatThrownBy(change).isInstanceOf(RevisionConflictException.class);
  }
}
