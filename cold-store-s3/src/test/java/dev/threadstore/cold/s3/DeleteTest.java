package dev.threadstore.cold.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.cold.ColdStoreException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An answer of 200 to a deletion may name keys that are still there (H102). */
class DeleteTest {
  private final Disturbed disturbed = new Disturbed();
  private final FaultProxy proxy = disturbed.proxy;
  private final S3ColdStore store = disturbed.store().open();

  @AfterEach
  void close() {
    store.close();
    disturbed.close();
  }

  @Test
  void delete_keysFailForNow_onlyThoseAreTriedAgain() {
    put("a", "b", "c");
    proxy.next(answering(error("b", "SlowDown"), error("c", "InternalError")));

    store.delete(List.of("a", "b", "c"));

    assertThat(proxy.requests()).hasSize(2);
    assertThat(proxy.requests().get(1).body())
        .contains("<Key>b</Key>", "<Key>c</Key>")
        .doesNotContain("<Key>a</Key>");
    assertThat(disturbed.bucket.keys()).containsExactly("a"); // That answer was made up.
  }

  @Test
  void delete_keyFailsEachTime_isAnExceptionThatNamesIt() {
    proxy.always(answering(error("b", "SlowDown")));

    assertThatThrownBy(() -> store.delete(List.of("a", "b")))
        .isInstanceOf(ColdStoreException.class)
        .hasMessageContaining("failed=`1` first=`b` code=`SlowDown`");

    assertThat(proxy.requests()).hasSize(2);
  }

  @Test
  void delete_keyIsRefused_isAnExceptionAndOthersAreTriedAgain() {
    put("a", "b");
    proxy.next(answering(error("a", "AccessDenied"), error("b", "SlowDown")));

    assertThatThrownBy(() -> store.delete(List.of("a", "b")))
        .isInstanceOf(ColdStoreException.class)
        .hasMessageContaining("failed=`1` first=`a` code=`AccessDenied`");

    assertThat(disturbed.bucket.keys()).containsExactly("a");
  }

  @Test
  void delete_keyIsSaidToBeAbsent_isNoError() {
    proxy.next(answering(error("a", "NoSuchKey")));

    assertThatCode(() -> store.delete(List.of("a"))).doesNotThrowAnyException();
  }

  @Test
  void delete_batchFails_othersAreDeleted() {
    List<String> many = IntStream.range(0, 1001).mapToObj(i -> "k" + (1000 + i)).toList();
    put(many.get(0), many.get(1000));
    proxy.next(Fault.refusal(403, "AccessDenied"));

    assertThatThrownBy(() -> store.delete(many))
        .isInstanceOf(ColdStoreException.class)
        .hasMessageContaining("AccessDenied");

    assertThat(disturbed.bucket.keys()).containsExactly(many.get(0));
  }

  /** A report in which errors may have stood. */
  @Test
  void delete_reportBreaksOffInItsHeaders_isTriedAgain() {
    put("a");
    proxy.next(
        exchange -> exchange.answer(HttpRequest.bytes("HTTP/1.1 200 OK\r\ndate: today\r\n")));

    store.delete(List.of("a"));

    assertThat(disturbed.bucket.keys()).isEmpty();
    assertThat(proxy.requests()).hasSize(2);
  }

  @Test
  void delete_keyTwice_isSentOnce() {
    store.delete(List.of("a", "b", "a"));

    assertThat(proxy.requests().get(0).body().split("<Key>a</Key>", -1)).hasSize(2);
  }

  private void put(String... keys) {
    Stream.of(keys).forEach(key -> disturbed.bucket.put(key, new byte[1]));
  }

  private static Fault answering(String... errors) {
    String body =
        Stream.of(errors).collect(Collectors.joining("", "<DeleteResult>", "</DeleteResult>"));
    return exchange -> exchange.answer(Fault.response(200, "application/xml", body));
  }

  private static String error(String key, String code) {
    return "<Error><Key>%s</Key><Code>%s</Code><Message>told so</Message></Error>"
        .formatted(key, code);
  }
}
