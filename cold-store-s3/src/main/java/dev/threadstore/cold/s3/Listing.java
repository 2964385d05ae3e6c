package dev.threadstore.cold.s3;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.ColdStoreException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Lists objects, page by page. Objects that are not ours, by their keys, are left out. */
record Listing(S3Client client, S3Calls calls, KeyPrefix keyPrefix) {
  private static final int LARGEST_PAGE = 1000;

  /** Lists objects, see {@link dev.threadstore.cold.ColdStore#list}. */
  List<ColdObject> list(String prefix, String after, int limit) {
    List<ColdObject> found = new ArrayList<>();
    String last = after;
    String token = null;
    Attempts attempts = calls.retries().begin();
    do {
      ListObjectsV2Request request = request(prefix, after, token, limit - found.size());
      ListObjectsV2Response page =
          calls.run(
              attempts,
              "list",
              keyPrefix.text() + prefix,
              () -> whole(client.listObjectsV2(request)));
      Optional<Instant> now = timeOf(page);
      for (S3Object object : page.contents()) {
        String key = keyPrefix.keyOf(object.key());
        if (KeyPrefix.isLegal(key)) {
          requireOrder(last, key);
          last = key;
          found.add(new ColdObject(key, object.size(), age(object.lastModified(), now)));
        }
      }
      token = nextOf(page);
    } while (token != null && found.size() < limit);
    return List.copyOf(found);
  }

  private static ListObjectsV2Response whole(ListObjectsV2Response page) {
    if (page.isTruncated() == null) {
      throw S3Calls.brokenOff();
    }
    return page;
  }

  private ListObjectsV2Request request(
      String prefix, String after, @Nullable String token, int wanted) {
    ListObjectsV2Request.Builder request =
        ListObjectsV2Request.builder()
            .bucket(calls.bucket())
            .prefix(keyPrefix.text() + prefix)
            .maxKeys(Math.min(LARGEST_PAGE, wanted));
    if (token != null) {
      request.continuationToken(token);
    } else if (!after.isEmpty()) {
      request.startAfter(keyPrefix.text() + after);
    }
    return request.build();
  }

  /** Where the next page begins; null if this is the last one. */
  private @Nullable String nextOf(ListObjectsV2Response page) {
    if (!Boolean.TRUE.equals(page.isTruncated())) {
      return null;
    }
    if (page.nextContinuationToken() == null) {
      throw new ColdStoreException(
          "s3 says that there is more, and not where: bucket=`" + calls.bucket() + "`", null);
    }
    return page.nextContinuationToken();
  }

  /** The library takes the first key for the newest: an unsorted listing must not pass for one. */
  private void requireOrder(String last, String key) {
    if (key.compareTo(last) <= 0) {
      throw new ColdStoreException(
          "s3 lists without order: bucket=`%s` key=`%s` after=`%s`"
              .formatted(calls.bucket(), key, last),
          null);
    }
  }

  /** The time by the store's clock. */
  private static Optional<Instant> timeOf(ListObjectsV2Response page) {
    return page.sdkHttpResponse().firstMatchingHeader("Date").flatMap(Listing::parse);
  }

  private static Optional<Instant> parse(String date) {
    try {
      return Optional.of(
          ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /**
   * Without the store's time everything is new: ages must not be overstated, since old is removed.
   */
  private static Duration age(Instant created, Optional<Instant> now) {
    return now.map(time -> Duration.between(created, time))
        .filter(age -> !age.isNegative())
        .orElse(Duration.ZERO);
  }
}
