package dev.threadstore.cold.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.cold.ColdStoreException;
import dev.threadstore.cold.s3.S3ColdStoreBuilder.AtOpen;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A store that cannot keep the promises is refused before anything is entrusted to it (H102). */
class ProbeTest {
  private static final String CONDITION = "if-none-match";

  private final Disturbed disturbed = new Disturbed();
  private final FaultProxy proxy = disturbed.proxy;

  @AfterEach
  void close() {
    disturbed.close();
  }

  @Test
  void open_fitStore_opensAndLeavesNothing() {
    probing().open().close();

    assertThat(proxy.requests()).hasSizeGreaterThan(64);
    assertThat(disturbed.bucket.keys()).isEmpty();
  }

  @Test
  void open_trusted_asksNothing() {
    probing().atOpen(AtOpen.TRUST).open().close();

    assertThat(proxy.requests()).isEmpty();
  }

  @Test
  void open_storeIgnoresTheCondition_isRefused() {
    proxy.always(
        exchange -> exchange.answer(exchange.forward(exchange.request().without(CONDITION))));

    assertRefused("several racing writers created one object");
  }

  /**
   * As servers do that look first and write then. One writer after the other finds nothing wrong.
   */
  @Test
  void open_racingWritersWin_isRefused() {
    Map<String, AtomicInteger> underWay = new ConcurrentHashMap<>();
    proxy.always(
        exchange -> {
          HttpRequest request = exchange.request();
          AtomicInteger writers =
              underWay.computeIfAbsent(request.line(), line -> new AtomicInteger());
          boolean races = writers.incrementAndGet() > 1;
          byte[] answer = exchange.forward(races ? request.without(CONDITION) : request);
          writers.decrementAndGet();
          exchange.answer(answer);
        });

    assertRefused("several racing writers created one object");
  }

  /** As stores do that take the framing of a chunked body for content. */
  @Test
  void open_storeChangesTheBytes_isRefusedWithAHint() {
    proxy.always(
        exchange -> {
          HttpRequest request = exchange.request();
          exchange.answer(
              exchange.forward(
                  request.isPut()
                      ? request
                          .without("x-amz-checksum-crc32")
                          .withBody("#" + request.body().substring(1))
                      : request));
        });

    assertRefused("noChunkedEncoding()");
  }

  @Test
  void open_laterWriterIsBelieved_isRefused() {
    AtomicInteger puts = new AtomicInteger();
    proxy.always(
        exchange -> {
          HttpRequest request = exchange.request();
          boolean late = request.isPut() && puts.incrementAndGet() > 16;
          exchange.answer(exchange.forward(late ? request.without(CONDITION) : request));
        });

    assertRefused("a later writer replaced the object");
  }

  @Test
  void open_noPermissionToWrite_failsWithTheReason() {
    refuse("PUT ");

    assertThatThrownBy(() -> probing().open())
        .isInstanceOf(ColdStoreException.class)
        .isNotInstanceOf(UnfitStoreException.class)
        .hasMessageContaining("cannot be tried out")
        .hasMessageContaining("AccessDenied");
  }

  /** To those who may not list, S3 says "forbidden" of what is absent: each hydrate would fail. */
  @Test
  void open_noPermissionToList_failsWithAHint() {
    refuse("GET ");

    assertThatThrownBy(() -> probing().open())
        .isInstanceOf(ColdStoreException.class)
        .hasMessageContaining("AccessDenied")
        .hasMessageContaining("s3:ListBucket");

    assertThat(proxy.requests()).noneMatch(HttpRequest::isPut);
  }

  private void refuse(String method) {
    proxy.always(
        exchange ->
            exchange.answer(
                exchange.request().line().startsWith(method)
                    ? Fault.error(403, "AccessDenied")
                    : exchange.forward()));
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(() -> probing().open())
        .isInstanceOf(UnfitStoreException.class)
        .hasMessageContaining("unfit")
        .hasMessageContaining(reason)
        .hasMessageContaining(disturbed.bucket.name());

    assertThat(disturbed.bucket.keys()).isEmpty();
  }

  private S3ColdStoreBuilder probing() {
    return disturbed.store().noChunkedEncoding().atOpen(AtOpen.PROBE);
  }
}
