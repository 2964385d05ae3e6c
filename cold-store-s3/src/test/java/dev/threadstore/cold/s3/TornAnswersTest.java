package dev.threadstore.cold.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.ColdStoreException;
import dev.threadstore.cold.CreateOutcome;
import dev.threadstore.testsupport.S3Access;
import dev.threadstore.testsupport.S3Bucket;
import dev.threadstore.testsupport.S3Server;
import dev.threadstore.testsupport.TcpProxy;
import dev.threadstore.testsupport.TcpProxy.Direction;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A connection that breaks after any byte of an answer, be it in the midst of its headers: the
 * answer is taken for what it is, or for a failure. Never for one that says less (H102).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TornAnswersTest {
  private static final byte[] BYTES = "some bytes".getBytes(US_ASCII);

  private final S3Server server = S3Server.start();
  private final S3Access access = server.access();
  private final S3Bucket bucket = access.newBucket();
  private final TcpProxy network = TcpProxy.to(access.endpoint().getPort());
  private final S3ColdStore store =
      S3ColdStore.builder(bucket.name())
          .endpoint(URI.create("http://127.0.0.1:" + network.port()))
          .credentials(access.accessKey(), access.secretKey())
          .pathStyle()
          .maxAttempts(1)
          .atOpen(S3ColdStoreBuilder.AtOpen.TRUST)
          .open();

  @BeforeAll
  void putSome() {
    bucket.put("a/1", BYTES);
    bucket.put("a/2", BYTES);
  }

  @AfterAll
  void close() {
    store.close();
    network.close();
    server.close();
  }

  @Test
  void read_isWholeOrAnException() {
    tornAfterEachByte(() -> assertThat(store.read("a/1")).hasValue(BYTES));
  }

  @Test
  void readOfNothing_isAbsentOrAnException() {
    tornAfterEachByte(() -> assertThat(store.read("nothing")).isEmpty());
  }

  @Test
  void list_isWholeOrAnException() {
    tornAfterEachByte(
        () ->
            assertThat(store.list("a/", "", 10))
                .extracting(ColdObject::key)
                .contains("a/1", "a/2"));
  }

  @Test
  void create_ofATakenKey_isSeenOrAnException() {
    tornAfterEachByte(() -> assertThat(store.create("a/1", BYTES)).isEqualTo(CreateOutcome.EXISTS));
  }

  @Test
  void create_ofAFreeKey_isSeenOrAnException() {
    int[] number = {0};
    tornAfterEachByte(
        () -> assertThat(store.create("c/" + number[0]++, BYTES)).isEqualTo(CreateOutcome.CREATED));
  }

  @Test
  void delete_isDoneOrAnException() {
    tornAfterEachByte(
        () -> {
          bucket.put("b", BYTES);
          store.delete(List.of("b"));
          assertThat(bucket.keys()).doesNotContain("b");
        });
  }

  /** Until one arrives whole. */
  private void tornAfterEachByte(Runnable call) {
    boolean wasTorn = true;
    int failures = 0;
    for (int bytes = 0; wasTorn; bytes++) {
      network.breakAfter(Direction.ANSWERS, bytes);
      try {
        call.run();
        wasTorn = !network.isToBreak(Direction.ANSWERS);
      } catch (ColdStoreException e) {
        failures++;
      }
      network.heal();
    }
    assertThat(failures).isGreaterThan(50);
  }
}
