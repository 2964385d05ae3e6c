package dev.threadstore.testsupport;

import static dev.threadstore.testsupport.ColdOperation.CREATE;
import static dev.threadstore.testsupport.ColdOperation.DELETE;
import static dev.threadstore.testsupport.ColdOperation.LIST;
import static dev.threadstore.testsupport.ColdOperation.READ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.cold.ColdStore;
import dev.threadstore.cold.ColdStoreException;
import dev.threadstore.cold.CreateOutcome;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class FaultInjectingColdStoreTest extends ColdStoreContract {
  private static final byte[] BYTES = {1, 2, 3};
  private static final Duration LONG = Duration.ofSeconds(10);

  private final InMemoryColdStore behind = new InMemoryColdStore();
  private final FaultInjectingColdStore store = new FaultInjectingColdStore(behind);

  @Override
  public ColdStore open() {
    return store;
  }

  @Test
  void calls_anyOperations_recordedWithTheirKeys() {
    store.create("a", BYTES);
    store.read("a");
    store.list("pre", "", 1);
    store.delete(List.of("a", "b"));

    assertThat(store.calls())
        .containsExactly(
            new ColdCall(CREATE, List.of("a")),
            new ColdCall(READ, List.of("a")),
            new ColdCall(LIST, List.of("pre")),
            new ColdCall(DELETE, List.of("a", "b")));
    assertThat(store.count(CREATE)).isEqualTo(1);

    store.clearCalls();
    assertThat(store.calls()).isEmpty();
  }

  @Test
  void failBefore_create_failsWithoutEffect() {
    store.on(CREATE).failBefore();

    assertThatThrownBy(() -> store.create("a", BYTES)).isInstanceOf(ColdStoreException.class);

    assertThat(behind.read("a")).isEmpty();
    assertThat(store.count(CREATE)).as("failed calls count").isEqualTo(1);
  }

  @Test
  void failAfter_create_failsWithEffect() {
    store.on(CREATE).failAfter();

    assertThatThrownBy(() -> store.create("a", BYTES)).isInstanceOf(ColdStoreException.class);

    assertThat(behind.read("a")).hasValue(BYTES);
  }

  @Test
  void failAfter_delete_failsWithEffect() {
    behind.create("a", BYTES);
    store.on(DELETE).failAfter();

    assertThatThrownBy(() -> store.delete(List.of("a"))).isInstanceOf(ColdStoreException.class);

    assertThat(behind.read("a")).isEmpty();
  }

  @Test
  void keys_onlySome_othersPass() {
    store.on(CREATE).keys(key -> key.startsWith("bad/")).failBefore();
    store.on(DELETE).keys(key -> key.startsWith("bad/")).failBefore();
    store.on(LIST).keys(prefix -> prefix.startsWith("bad/")).failBefore();

    assertThat(store.create("good/a", BYTES)).isEqualTo(CreateOutcome.CREATED);
    assertThat(store.list("good/", "", 1)).hasSize(1);
    store.delete(List.of("good/a"));
    assertThatThrownBy(() -> store.create("bad/a", BYTES)).isInstanceOf(ColdStoreException.class);
    assertThatThrownBy(() -> store.list("bad/", "", 1)).isInstanceOf(ColdStoreException.class);
    assertThatThrownBy(() -> store.delete(List.of("good/a", "bad/a")))
        .isInstanceOf(ColdStoreException.class);
    assertThat(store.read("bad/a")).as("another operation").isEmpty();
  }

  @Test
  void skipAndTimes_someCalls_onlyThoseInBetween() {
    store.on(READ).skip(1).times(2).failBefore();

    store.read("a");
    assertThatThrownBy(() -> store.read("a")).isInstanceOf(ColdStoreException.class);
    assertThatThrownBy(() -> store.read("a")).isInstanceOf(ColdStoreException.class);
    store.read("a");
  }

  @Test
  void on_severalFaults_firstUsableOneHappens() {
    store.on(READ).times(1).failBefore();
    store.on(READ).times(1).corrupt(bytes -> new byte[] {9});
    behind.create("a", BYTES);

    assertThatThrownBy(() -> store.read("a")).isInstanceOf(ColdStoreException.class);
    assertThat(store.read("a")).hasValue(new byte[] {9});
    assertThat(store.read("a")).hasValue(BYTES);
  }

  @Test
  void clearFaults_planned_nothingHappens() {
    store.on(READ).failBefore();

    store.clearFaults();

    assertThat(store.read("a")).isEmpty();
  }

  @Test
  void corrupt_read_otherBytesAndStoreUnchanged() {
    behind.create("a", BYTES);
    store.on(READ).corrupt(bytes -> Arrays.copyOf(bytes, 2));

    assertThat(store.read("a")).hasValue(new byte[] {1, 2});
    assertThat(behind.read("a")).hasValue(BYTES);
  }

  @Test
  void corrupt_notRead_refused() {
    FaultPlan plan = store.on(CREATE);

    assertThatThrownBy(() -> plan.corrupt(bytes -> bytes))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void pauseBefore_create_noEffectUntilReleased() {
    Pause pause = store.on(CREATE).pauseBefore();
    CompletableFuture<CreateOutcome> call =
        CompletableFuture.supplyAsync(() -> store.create("a", BYTES));

    pause.awaitReached(LONG);
    assertThat(behind.read("a")).isEmpty();
    assertThat(behind.create("a", new byte[] {7})).isEqualTo(CreateOutcome.CREATED);
    pause.release();

    assertThat(call.join()).isEqualTo(CreateOutcome.EXISTS);
    assertThat(behind.read("a")).hasValue(new byte[] {7});
  }

  @Test
  void pauseAfter_create_effectBeforeReleased() {
    Pause pause = store.on(CREATE).pauseAfter();
    CompletableFuture<CreateOutcome> call =
        CompletableFuture.supplyAsync(() -> store.create("a", BYTES));

    pause.awaitReached(LONG);
    assertThat(behind.read("a")).hasValue(BYTES);
    assertThat(call).isNotDone();
    pause.release();

    assertThat(call.join()).isEqualTo(CreateOutcome.CREATED);
    assertThat(store.create("b", BYTES)).as("after the release").isEqualTo(CreateOutcome.CREATED);
  }

  @Test
  void pause_interrupted_failsWithFlag() throws InterruptedException {
    Pause pause = store.on(READ).pauseBefore();
    AtomicReference<String> seen = new AtomicReference<>("");
    Thread caller =
        new Thread(
            () -> {
              try {
                store.read("a");
              } catch (ColdStoreException e) {
                seen.set("flag=" + Thread.currentThread().isInterrupted());
              }
            });
    caller.start();
    pause.awaitReached(LONG);

    caller.interrupt();
    caller.join(LONG.toMillis());

    assertThat(seen.get()).isEqualTo("flag=true");
  }

  @Test
  void awaitReached_nobodyComes_fails() {
    Pause pause = store.on(READ).pauseBefore();

    assertThatThrownBy(() -> pause.awaitReached(Duration.ofMillis(1)))
        .isInstanceOf(AssertionError.class);
  }
}
