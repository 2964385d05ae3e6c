package dev.threadstore.cli;

import dev.threadstore.cold.ColdStore;
import dev.threadstore.cold.s3.ChecksumMode;
import dev.threadstore.cold.s3.S3ColdStore;
import dev.threadstore.cold.s3.S3ColdStoreBuilder;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * A bucket, and what a store other than AWS needs to be told. Credentials are none of it: they come
 * from where the AWS SDK looks for them. Apart from {@link BucketStore} and a look at an exception
 * in {@link Failure} nothing else refers to S3, so its classes are loaded only when they are used.
 *
 * @param location such as {@code s3://bucket/prefix}
 * @param settings such as {@code endpoint=http://localhost:9000} and {@code path-style}
 */
record BucketPlace(URI location, List<String> settings) implements ColdPlace {
  private static final String SCHEME = "s3://";
  private static final String SETTINGS =
      "endpoint=URI, region=NAME, path-style, no-chunked-encoding, checksums-when-required";

  /** Whether a cold store named like this is a bucket. */
  static boolean isMeant(String cold) {
    return cold.startsWith(SCHEME);
  }

  /**
   * Understands what the user wrote.
   *
   * @param cold the address of the bucket
   * @param settings separated by commas
   * @throws CommandFailure if any of it makes no sense
   */
  static BucketPlace of(String cold, String settings) {
    List<String> words = new ArrayList<>();
    for (String word : settings.split(",", -1)) {
      if (!word.isBlank()) {
        words.add(word.strip());
      }
    }
    BucketPlace place = new BucketPlace(location(cold), List.copyOf(words));
    place.builder();
    return place;
  }

  private static URI location(String cold) {
    try {
      URI location = URI.create(cold);
      S3ColdStore.builder(location);
      return location;
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(
          "not the address of a bucket: cold=`" + Failure.redacted(cold) + "`",
          "write it as s3://BUCKET or s3://BUCKET/PREFIX; credentials do not belong there");
    }
  }

  /** The bucket's name. */
  String bucket() {
    return location.getAuthority();
  }

  @Override
  public ColdStore open() {
    return BucketStore.open(this::builder);
  }

  @Override
  public String toString() {
    return location.toString();
  }

  private S3ColdStoreBuilder builder() {
    S3ColdStoreBuilder builder = S3ColdStore.builder(location);
    settings.forEach(setting -> apply(setting, builder));
    return builder;
  }

  private static URI endpoint(String value) {
    if (!value.contains("://")) {
      throw new IllegalArgumentException("http:// or https:// is missing");
    }
    return URI.create(value);
  }

  private static void apply(String setting, S3ColdStoreBuilder builder) {
    String[] parts = setting.split("=", 2);
    String value = parts.length == 2 ? parts[1].strip() : "";
    try {
      switch (parts.length == 2 ? parts[0].strip() + "=" : parts[0]) {
        case "endpoint=" -> builder.endpoint(endpoint(value));
        case "region=" -> builder.region(value);
        case "path-style" -> builder.pathStyle();
        case "no-chunked-encoding" -> builder.noChunkedEncoding();
        case "checksums-when-required" -> builder.checksumMode(ChecksumMode.WHEN_REQUIRED);
        default -> throw new IllegalArgumentException("there is no such setting");
      }
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(
          "s3 setting makes no sense: s3=`%s` reason=`%s`"
              .formatted(Failure.redacted(setting), e.getMessage()),
          "the settings are " + SETTINGS);
    }
  }
}
