package dev.threadstore.testsupport;

import static dev.threadstore.testsupport.ContractSubject.noise;
import static dev.threadstore.testsupport.ContractSubject.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.cold.ColdStore;
import dev.threadstore.cold.ColdStoreException;
import dev.threadstore.cold.CreateOutcome;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was created is there, as it was created, and stays. */
interface CreateContract extends ContractSubject {

  @Test
  default void read_nothingCreated_empty() {
    ColdStore store = newHandle();

    assertThat(store.read("a")).isEmpty();
    assertThat(store.read("a/b/c")).isEmpty();
  }

  @Test
  default void create_newKey_createdAndReadable() {
    ColdStore store = newHandle();

    assertThat(store.create("a/b", text("one"))).isEqualTo(CreateOutcome.CREATED);

    assertThat(store.read("a/b")).hasValue(text("one"));
    assertThat(store.read("a")).isEmpty();
    assertThat(store.read("a/b/c")).isEmpty();
  }

  @Test
  default void create_usedKey_existsAndUnchanged() {
    ColdStore store = newHandle();
    store.create("a/b", text("one"));

    assertThat(store.create("a/b", text("other"))).isEqualTo(CreateOutcome.EXISTS);
    assertThat(store.create("a/b", text("one"))).isEqualTo(CreateOutcome.EXISTS);
    assertThat(store.create("a/b", new byte[0])).isEqualTo(CreateOutcome.EXISTS);

    assertThat(store.read("a/b")).hasValue(text("one"));
  }

  @Test
  default void create_noBytes_thereAndEmpty() {
    ColdStore store = newHandle();

    assertThat(store.create("a", new byte[0])).isEqualTo(CreateOutcome.CREATED);

    assertThat(store.read("a")).hasValue(new byte[0]);
    assertThat(store.create("a", text("late"))).isEqualTo(CreateOutcome.EXISTS);
  }

  @Test
  default void create_manyBytes_readWhole() {
    ColdStore store = newHandle();
    byte[] bytes = noise(largeObjectSize());

    assertThat(store.create("large", bytes)).isEqualTo(CreateOutcome.CREATED);

    // Not AssertJ, which would print both.
    assertThat(Arrays.equals(store.read("large").orElseThrow(), bytes)).isTrue();
  }

  @Test
  default void create_arrayChangedLater_objectUnchanged() {
    ColdStore store = newHandle();
    byte[] bytes = text("one");
    store.create("a", bytes);

    bytes[0] = 'X';

    assertThat(store.read("a")).hasValue(text("one"));
  }

  @Test
  default void create_anyBytes_argumentUnchanged() {
    byte[] bytes = noise(100_000);

    newHandle().create("a", bytes);

    assertThat(bytes).isEqualTo(noise(100_000));
  }

  @Test
  default void read_resultChangedLater_objectUnchanged() {
    ColdStore store = newHandle();
    store.create("a", text("one"));

    store.read("a").orElseThrow()[0] = 'X';

    assertThat(store.read("a")).hasValue(text("one"));
  }

  @Test
  default void create_oneHandle_seenByOthers() {
    ColdStore early = newHandle();
    ColdStore creator = newHandle();
    assertThat(early.read("a/b")).isEmpty();
    assertThat(early.list("", "", 10)).isEmpty();

    creator.create("a/b", text("one"));

    assertThat(early.read("a/b")).hasValue(text("one"));
    assertThat(early.create("a/b", text("other"))).isEqualTo(CreateOutcome.EXISTS);
    assertThat(ContractSubject.keys(early, "", "", 10)).containsExactly("a/b");
  }

  @Test
  default void close_handle_objectsStay() {
    try (ColdStore closed = open()) {
      closed.create("a/b", text("one"));
    }

    assertThat(newHandle().read("a/b")).hasValue(text("one"));
  }

  @Test
  default void close_oneHandle_othersWorkOn() {
    ColdStore other = newHandle();
    open().close();

    assertThat(other.create("a", text("one"))).isEqualTo(CreateOutcome.CREATED);
    assertThat(other.read("a")).hasValue(text("one"));
  }

  @Test
  default void close_twice_noError() {
    ColdStore store = open();
    store.close();
    store.close();
  }

  @Test
  default void anyCall_interruptedThread_answersOrFailsAndWorksOn() {
    ColdStore store = newHandle();
    store.create("a", text("one"));

    surviveInterrupt(() -> store.create("b", noise(100_000)));
    surviveInterrupt(() -> assertThat(store.read("a")).hasValue(text("one")));
    surviveInterrupt(() -> assertThat(store.list("a", "", 10)).hasSize(1));
    surviveInterrupt(() -> store.delete(List.of("c")));

    assertThat(store.read("a")).hasValue(text("one"));
    store.create("b", noise(100_000));
    assertThat(store.read("b")).hasValue(noise(100_000));
  }

  private static void surviveInterrupt(Runnable call) {
    Thread.currentThread().interrupt();
    try {
      call.run();
    } catch (ColdStoreException e) {
      assertThat(Thread.currentThread().isInterrupted()).as("flag after %s", e).isTrue();
    } finally {
      Thread.interrupted();
    }
  }
}
