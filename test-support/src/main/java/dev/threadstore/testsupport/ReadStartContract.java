package dev.threadstore.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.cold.ColdStore;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The beginning of an object is that of the whole. */
interface ReadStartContract extends ContractSubject {

  @Test
  default void readStart_ofALongerObject_isItsBeginning() {
    ColdStore store = newHandle();
    byte[] whole = new byte[100_000];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = (byte) (i * 31 + i / 256);
    }
    store.create("start/long", whole);
    assertThat(store.readStart("start/long", 1)).hasValue(new byte[] {whole[0]});
    assertThat(store.readStart("start/long", 32_768)).hasValue(Arrays.copyOf(whole, 32_768));
    assertThat(store.readStart("start/long", whole.length)).hasValue(whole);
  }

  @Test
  default void readStart_ofAShorterObject_isAllOfIt() {
    ColdStore store = newHandle();
    store.create("start/short", new byte[] {1, 2, 3});
    assertThat(store.readStart("start/short", 1000)).hasValue(new byte[] {1, 2, 3});
  }

  @Test
  default void readStart_ofAnEmptyObject_isEmptyToo() {
    ColdStore store = newHandle();
    store.create("start/empty", new byte[0]);
    assertThat(store.readStart("start/empty", 1000)).hasValue(new byte[0]);
  }

  @Test
  default void readStart_ofNothing_isAbsence() {
    assertThat(newHandle().readStart("start/none", 10)).isEmpty();
  }

  @Test
  default void readStart_ofNoBytes_isRefused() {
    ColdStore store = newHandle();
    assertThatThrownBy(() -> store.readStart("start/none", 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
