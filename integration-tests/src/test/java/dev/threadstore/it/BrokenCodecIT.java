package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.ThreadStore;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.MessageCodec;
import dev.threadstore.model.PayloadFormat;
import dev.threadstore.model.Revision;
import dev.threadstore.model.StateCodec;
import dev.threadstore.model.ThreadManager;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Codecs and texts that break their contract cost nothing (G11). */
class BrokenCodecIT {
  private final RedisFixture redis = RedisEngine.REDIS_7.fixture();

  /** G11: as a message codec that returns null. */
  @Test
  void saveState_codecReturnsNull_isInvalidInput() {
    assertRefused(null);
  }

  /** G11, {@code StateCodec}: "one JSON value in UTF-8". */
  @Test
  void saveState_codecReturnsUtf16_isInvalidInput() {
    assertRefused("{\"k\":2}".getBytes(StandardCharsets.UTF_16LE));
  }

  @Test
  void saveState_codecReturnsByteOrderMark_isInvalidInput() {
    assertRefused("\ufeff{\"k\":2}".getBytes(StandardCharsets.UTF_8));
  }

  /** G11: what cannot be stored is refused, not stored as something else. */
  @Test
  void saveJson_unpairedSurrogate_isInvalidInput() {
    try (ThreadStore<Note> store = redis.store().build()) {
      ThreadManager<Note> thread = store.thread(RedisFixture.newRef());
      thread.create();
      assertThatThrownBy(() -> thread.state().saveJson("\"\ud800\"", Revision.ANY))
          .as("stored as %s", thread.state().loadJson())
          .isInstanceOf(InvalidInputException.class);
    }
  }

  @Test
  void append_codecFormatThrows_isInvalidInput() {
    MessageCodec<Note> codec =
        new NoteCodec() {
          @Override
          public PayloadFormat format() {
            throw new IllegalStateException("broken");
          }
        };
    try (ThreadStore<Note> store = redis.store(codec).build()) {
      ThreadManager<Note> thread = store.thread(RedisFixture.newRef());
      thread.create();
      assertThatThrownBy(() -> thread.append(Note.range("m", 0, 1)))
          .isInstanceOf(InvalidInputException.class);
    }
  }

  private void assertRefused(byte[] state) {
    StateCodec codec = BadInputIT.stateCodec(state, null);
    try (ThreadStore<Note> store = redis.store().stateCodec(codec).build()) {
      ThreadManager<Note> thread = store.thread(RedisFixture.newRef());
      thread.create();
      assertThatThrownBy(() -> thread.state().save("any", Revision.ANY))
          .isInstanceOf(InvalidInputException.class);
    }
  }
}
