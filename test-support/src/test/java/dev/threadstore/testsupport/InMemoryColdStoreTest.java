package dev.threadstore.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.ColdStore;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class InMemoryColdStoreTest extends ColdStoreContract {
  private final InMemoryColdStore store = new InMemoryColdStore();

  @Override
  public ColdStore open() {
    return store;
  }

  @Test
  void list_clockOfTheTest_agesByIt() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    InMemoryColdStore timed = new InMemoryColdStore(now::get);
    timed.create("a", new byte[3]);

    now.set(Instant.EPOCH.plusSeconds(90));
    assertThat(timed.list("", "", 1))
        .containsExactly(new ColdObject("a", 3, Duration.ofSeconds(90)));

    now.set(Instant.EPOCH.minusSeconds(1));
    assertThat(timed.list("", "", 1)).containsExactly(new ColdObject("a", 3, Duration.ZERO));
  }
}
