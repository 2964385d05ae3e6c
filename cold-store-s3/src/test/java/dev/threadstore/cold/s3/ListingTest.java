package dev.threadstore.cold.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.ColdStoreException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Listings of several pages, of buckets that others use too, and of stores that list badly. */
class ListingTest {
  private static final String DATE = "date: Tue, 02 Jun 2026 12:00:00 GMT\r\n";

  private final Disturbed disturbed = new Disturbed();

  @AfterEach
  void close() {
    disturbed.close();
  }

  @Test
  void list_objectsOfOthersAmongOurs_leavesThemOutAndFillsTheLimit() {
    try (S3ColdStore store = disturbed.store().prefix("acme").open()) {
      List<String> ours = IntStream.range(10, 20).mapToObj(i -> "k/" + i).toList();
      ours.forEach(key -> store.create(key, new byte[1]));
      Stream.of("acme/k/1A", "acme/k/UPPER", "acme/k/zwölf", "acme0/k/1", "acm/k/1", "k/1")
          .forEach(object -> disturbed.bucket.put(object, new byte[1]));

      assertThat(keys(store.list("", "", 100))).isEqualTo(ours);
      assertThat(keys(store.list("k/", "k/0", 3))).isEqualTo(ours.subList(0, 3));
      assertThat(keys(store.list("k/", "k/12", 100))).isEqualTo(ours.subList(3, 10));
    }
    assertThat(disturbed.bucket.keys()).contains("acme/k/10");
  }

  @Test
  void list_withoutOrder_isAnException() {
    answer(DATE, "<IsTruncated>false</IsTruncated>", entry("b"), entry("a"));

    assertListingFails("without order");
  }

  @Test
  void list_beginsBeforeWhatWasAskedFor_isAnException() {
    answer(DATE, "<IsTruncated>false</IsTruncated>", entry("a"));

    try (S3ColdStore store = disturbed.store().open()) {
      assertThatThrownBy(() -> store.list("", "a", 10)).isInstanceOf(ColdStoreException.class);
    }
  }

  @Test
  void list_moreButNotWhere_isAnException() {
    answer(DATE, "<IsTruncated>true</IsTruncated>", entry("a"));

    assertListingFails("there is more");
  }

  @Test
  void list_shortAndEmptyPages_goesOnToTheEnd() {
    disturbed.proxy.next(page(DATE, "<IsTruncated>true</IsTruncated>" + token("1"), entry("a")));
    disturbed.proxy.next(page(DATE, "<IsTruncated>true</IsTruncated>" + token("2")));
    disturbed.proxy.next(page(DATE, "<IsTruncated>false</IsTruncated>", entry("b")));

    try (S3ColdStore store = disturbed.store().open()) {
      assertThat(keys(store.list("", "", 10))).containsExactly("a", "b");
    }
    assertThat(disturbed.proxy.requests().get(2).line()).contains("continuation-token=2");
  }

  @Test
  void list_anyClockHere_agesAreByTheStores() {
    answer(DATE, "<IsTruncated>false</IsTruncated>", entry("a"));

    try (S3ColdStore store = disturbed.store().open()) {
      assertThat(store.list("", "", 10))
          .containsExactly(new ColdObject("a", 7, Duration.ofHours(1)));
    }
  }

  @Test
  void list_storesClockWentBack_nothingIsOld() {
    answer(
        "date: Tue, 02 Jun 2026 10:59:59 GMT\r\n", "<IsTruncated>false</IsTruncated>", entry("a"));

    assertOnlyAgeIsZero();
  }

  @Test
  void list_noDateOrABadOne_nothingIsOld() {
    answer("", "<IsTruncated>false</IsTruncated>", entry("a"));
    assertOnlyAgeIsZero();

    answer("date: yesterday\r\n", "<IsTruncated>false</IsTruncated>", entry("a"));
    assertOnlyAgeIsZero();
  }

  private void assertOnlyAgeIsZero() {
    try (S3ColdStore store = disturbed.store().open()) {
      assertThat(store.list("", "", 10)).containsExactly(new ColdObject("a", 7, Duration.ZERO));
    }
  }

  private void assertListingFails(String reason) {
    try (S3ColdStore store = disturbed.store().open()) {
      assertThatThrownBy(() -> store.list("", "", 10))
          .isInstanceOf(ColdStoreException.class)
          .hasMessageContaining(reason);
    }
  }

  private void answer(String date, String start, String... entries) {
    disturbed.proxy.always(page(date, start, entries));
  }

  private static Fault page(String date, String start, String... entries) {
    String body =
        Stream.of(entries)
            .collect(Collectors.joining("", "<ListBucketResult>" + start, "</ListBucketResult>"));
    byte[] answer =
        HttpRequest.bytes(
            "HTTP/1.1 200 OK\r\n%scontent-length: %d\r\nconnection: close\r\n\r\n%s"
                .formatted(date, body.length(), body));
    return exchange -> exchange.answer(answer);
  }

  private static String token(String next) {
    return "<NextContinuationToken>" + next + "</NextContinuationToken>";
  }

  private static String entry(String key) {
    return "<Contents><Key>%s</Key><LastModified>2026-06-02T11:00:00.000Z</LastModified><Size>7</Size></Contents>"
        .formatted(key);
  }

  private static List<String> keys(List<ColdObject> listed) {
    return listed.stream().map(ColdObject::key).toList();
  }
}
