package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.ThreadStore;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.LimitExceededException;
import dev.threadstore.model.MessageCodec;
import dev.threadstore.model.Revision;
import dev.threadstore.model.StateCodec;
import dev.threadstore.model.ThreadManager;
import dev.threadstore.model.ThreadStoreSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** G11: whatever cannot be stored is refused with the right exception, and changes nothing. */
class BadInputIT {
  private static final int MAX_STATE_BYTES = 100;
  private static final Note FINE = Note.of("fine");

  private final RedisFixture redis = RedisEngine.REDIS_7.fixture();
  private ThreadStore<Note> store;
  private ThreadManager<Note> thread;
  private Revision before;

  @BeforeEach
  void open() {
    store = redis.store().settings(settings()).build();
    thread = store.thread(RedisFixture.newRef());
    thread.create();
    thread.append(Note.range("m", 0, 3));
    before = thread.state().saveJson("{\"k\":1}", Revision.ANY).revision();
  }

  /** After every test: the thread is what it was before the bad input. */
  @AfterEach
  void nothingHasChanged() {
    assertThat(thread.load().revision()).isEqualTo(before);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 3));
    assertThat(thread.state().loadJson().value().orElseThrow()).isEqualTo("{\"k\":1}");
    assertThat(redis.keysOf(thread.ref())).hasSize(3);
    store.close();
  }

  @Test
  void append_nullElement_isRefusedWithItsIndex() {
    assertThatThrownBy(() -> thread.append(Arrays.asList(FINE, null)))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("message 1");
  }

  @Test
  void append_codecThrowsOnId_isRefusedWithItsCause() {
    RuntimeException broken = new IllegalStateException("broken");
    refusedByCodec(
        new NoteCodec() {
          @Override
          public String id(Note note) {
            return failOn(note, Note.CODEC.id(note), broken);
          }
        },
        broken);
  }

  @Test
  void append_codecThrowsOnBytes_isRefusedWithItsCause() {
    RuntimeException broken = new IllegalStateException("broken");
    refusedByCodec(
        new NoteCodec() {
          @Override
          public byte[] encode(Note note) {
            return failOn(note, Note.CODEC.encode(note), broken);
          }
        },
        broken);
  }

  @Test
  void append_codecReturnsNullId_isRefused() {
    refusedByCodec(
        new NoteCodec() {
          @Override
          public String id(Note note) {
            return note.equals(FINE) ? note.id() : null;
          }
        },
        null);
  }

  @Test
  void append_codecReturnsNullBytes_isRefused() {
    refusedByCodec(
        new NoteCodec() {
          @Override
          public byte[] encode(Note note) {
            return note.equals(FINE) ? Note.CODEC.encode(note) : null;
          }
        },
        null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "{", "{} {}", "1 2", "{\"k\":}", "[1,]", "'k'", "NaN", "no", "{\"k\" 1}"})
  void saveState_notOneJsonValue_isRefused(String text) {
    assertThatThrownBy(() -> thread.state().saveJson(text, Revision.ANY))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void saveState_codecThrows_isRefusedWithItsCause() {
    RuntimeException broken = new IllegalStateException("broken");
    try (ThreadStore<Note> other =
        redis.store().stateCodec(stateCodec(null, broken)).settings(settings()).build()) {
      assertThatThrownBy(
              () -> other.thread(thread.ref()).state().save(Map.of("k", 2), Revision.ANY))
          .isInstanceOf(InvalidInputException.class)
          .hasCause(broken);
    }
  }

  @Test
  void saveState_codecReturnsOtherThanJson_isRefused() {
    byte[] text = "k=2".getBytes(StandardCharsets.UTF_8);
    try (ThreadStore<Note> other =
        redis.store().stateCodec(stateCodec(text, null)).settings(settings()).build()) {
      assertThatThrownBy(
              () -> other.thread(thread.ref()).state().save(Map.of("k", 2), Revision.ANY))
          .isInstanceOf(InvalidInputException.class);
    }
  }

  @Test
  void replaceAll_badMessage_isRefused() {
    assertThatThrownBy(() -> thread.replaceAll(null, Revision.ANY))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> thread.replaceAll(Arrays.asList(FINE, null), Revision.ANY))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> thread.replaceAll(List.of(FINE), null))
        .isInstanceOf(NullPointerException.class);
    for (String id : List.of("", "x".repeat(257), "\ud800", FINE.id())) {
      assertThatThrownBy(() -> thread.replaceAll(List.of(FINE, new Note(id, "text")), Revision.ANY))
          .as("id `%s`", id)
          .isInstanceOf(InvalidInputException.class);
    }
    Note large = new Note("large", "x".repeat(1000));
    assertThatThrownBy(() -> thread.replaceAll(List.of(FINE, large), Revision.ANY))
        .isInstanceOfSatisfying(
            LimitExceededException.class,
            e -> {
              assertThat(e.limit()).isEqualTo(1000);
              assertThat(e.value()).isEqualTo(Note.CODEC.encode(large).length);
            });
  }

  private void refusedByCodec(MessageCodec<Note> codec, Throwable cause) {
    try (ThreadStore<Note> other = redis.store(codec).settings(settings()).build()) {
      ThreadManager<Note> same = other.thread(thread.ref());
      List<Note> batch = new ArrayList<>(List.of(FINE, Note.of("bad")));
      assertThatThrownBy(() -> same.append(batch))
          .isExactlyInstanceOf(InvalidInputException.class)
          .hasMessageContaining("index=`1`")
          .satisfies(e -> assertThat(e.getCause()).isSameAs(cause));
      assertThatThrownBy(() -> same.replaceAll(batch, Revision.ANY))
          .isExactlyInstanceOf(InvalidInputException.class)
          .satisfies(e -> assertThat(e.getCause()).isSameAs(cause));
      Collections.reverse(batch);
      assertThatThrownBy(() -> same.append(batch))
          .isExactlyInstanceOf(InvalidInputException.class)
          .hasMessageContaining("index=`0`");
    }
  }

  private static <T> T failOn(Note note, T result, RuntimeException failure) {
    if (note.equals(FINE)) {
      return result;
    }
    throw failure;
  }

  private static ThreadStoreSettings settings() {
    return ThreadStoreSettings.builder()
        .maxStateBytes(MAX_STATE_BYTES)
        .maxMessageBytes(1000)
        .build();
  }

  /** A codec that returns these bytes for any state, or throws. */
  static StateCodec stateCodec(byte[] bytes, RuntimeException failure) {
    return new StateCodec() {
      @Override
      public byte[] encode(Object state) {
        if (failure != null) {
          throw failure;
        }
        return bytes;
      }

      @Override
      public <S> S decode(byte[] json, Class<S> type) {
        throw new UnsupportedOperationException();
      }
    };
  }
}
