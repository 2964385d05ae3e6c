package dev.threadstore.cold.s3;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.cold.CreateOutcome;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * A cold store in an S3 bucket, on AWS or on another store that honours {@code If-None-Match: *}.
 * Any number of processes may use one bucket and prefix at once.
 *
 * <pre>{@code
 * try (S3ColdStore cold = S3ColdStore.builder("my-bucket").prefix("acme").open()) {
 *   …
 * }
 * }</pre>
 *
 * <p><b>Atomicity.</b> An object is created by one PUT with {@code If-None-Match: *}, so it appears
 * whole or not at all, and once. Some stores ignore that header, and others look first and write
 * then; {@link S3ColdStoreBuilder#open} lets writers race and refuses such a store.
 *
 * <p><b>Durability.</b> What was answered is as durable as the store's storage class.
 *
 * <p><b>Doubtful answers.</b> The client sends a request again whose answer was lost. So {@link
 * CreateOutcome#EXISTS} may be this call's own object; {@link CreateOutcome#CREATED} is always said
 * by the store. After an exception the object may be there.
 *
 * <p><b>Absent or failed.</b> Only the error code {@code NoSuchKey} is an absent object. A missing
 * bucket, a proxy's 404 and a 403 (S3's answer for an absent object to those who may not list) are
 * a {@link dev.threadstore.cold.ColdStoreException}.
 *
 * <p><b>Retries.</b> Throttling, answers of 5xx and lost answers are tried again by the client.
 * This class tries again what the client takes for final: conflicts, answers that break off in
 * their midst, objects that differ from their checksum, single keys of a deletion. Each counts its
 * own attempts, up to {@link S3ColdStoreBuilder#maxAttempts}, and none of this class's begins once
 * {@link S3ColdStoreBuilder#callTimeout} has passed since the method was called; the same time
 * bounds each call of the client with all of its. The caller's interrupt, as at the library's
 * deadline, ends it earlier.
 *
 * <p><b>Ages</b> are the difference of an object's time and the {@code Date} of the listing, both
 * by the store's clock and in whole seconds. A listing without a date makes everything new.
 *
 * <p><b>Interruption</b> ends a call with a {@code ColdStoreException} and the interrupt flag set
 * before it is sent, between attempts, and while it waits for a connection. A call that waits for
 * bytes notices it when they come, or after {@link S3ColdStoreBuilder#silenceTimeout}.
 *
 * <p><b>Limits.</b> An object is at most 5 GB. With a prefix, a key of 1024 characters is too long
 * for S3 (those of the library are below 500). Directory buckets are refused, for they list without
 * order.
 *
 * <p>What it needs of a bucket and of permissions is in {@code docs/s3.md}. Immutable and
 * thread-safe.
 */
public final class S3ColdStore implements ColdStore {
  private final SdkAutoCloseable opened;
  private final KeyPrefix prefix;
  private final S3Calls calls;
  private final ObjectWriter writer;
  private final ObjectReader reader;
  private final ObjectRemover remover;
  private final Listing listing;

  S3ColdStore(
      S3Client client,
      SdkAutoCloseable opened,
      KeyPrefix prefix,
      S3Calls calls,
      ChecksumMode checksums,
      ObjectAttributes attributes) {
    this.opened = opened;
    this.prefix = prefix;
    this.calls = calls;
    writer = new ObjectWriter(client, calls, checksums, attributes);
    reader = new ObjectReader(client, calls, checksums);
    remover = new ObjectRemover(client, calls);
    listing = new Listing(client, calls, prefix);
  }

  /**
   * Says how to open a store.
   *
   * @param bucket the bucket's name; it must exist
   * @return a builder
   * @throws IllegalArgumentException if the name is empty or that of a directory bucket
   */
  public static S3ColdStoreBuilder builder(String bucket) {
    return new S3ColdStoreBuilder(bucket);
  }

  /**
   * Says how to open a store.
   *
   * @param location such as {@code s3://my-bucket} or {@code s3://my-bucket/acme/prod}, where
   *     {@code acme/prod} is the {@linkplain S3ColdStoreBuilder#prefix prefix}
   * @return a builder
   * @throws IllegalArgumentException if it is not such an address
   */
  public static S3ColdStoreBuilder builder(URI location) {
    String bucket = location.getAuthority();
    // Not named in the message: it may hold credentials, where none belong.
    if (!"s3".equals(location.getScheme())
        || bucket == null
        || bucket.contains("@")
        || location.getRawQuery() != null
        || location.getRawFragment() != null) {
      throw new IllegalArgumentException("not an address like s3://bucket/prefix");
    }
    return builder(bucket).prefix(location.getRawPath().replaceAll("^/|/$", ""));
  }

  @Override
  public Optional<byte[]> read(String key) {
    return reader.read(prefix.objectOf(key));
  }

  @Override
  public Optional<byte[]> readStart(String key, int length) {
    if (length < 1) {
      throw new IllegalArgumentException("length is not positive: length=`" + length + "`");
    }
    return reader.readStart(prefix.objectOf(key), length);
  }

  @Override
  public CreateOutcome create(String key, byte[] bytes) {
    return writer.create(prefix.objectOf(key), Objects.requireNonNull(bytes, "bytes"));
  }

  /**
   * As {@link ColdStore#delete}, in requests of 1000. An object that cannot be deleted does not
   * keep the others from being deleted. In a versioned bucket, earlier versions stay.
   */
  @Override
  public void delete(Collection<String> keys) {
    remover.delete(keys.stream().map(prefix::objectOf).toList());
  }

  /**
   * As {@link ColdStore#list}, in requests of 1000. Objects whose keys are not legal are left out.
   */
  @Override
  public List<ColdObject> list(String prefix, String after, int limit) {
    Objects.requireNonNull(after, "after");
    if (limit < 1) {
      throw new IllegalArgumentException("limit is too small: limit=`" + limit + "` least=`1`");
    }
    return KeyPrefix.canStartKey(prefix) ? listing.list(prefix, after, limit) : List.of();
  }

  /** Closes the client, unless the application brought it. */
  @Override
  public void close() {
    opened.close();
  }

  @Override
  public String toString() {
    return "S3ColdStore[s3://" + calls.bucket() + "/" + prefix.text() + "]";
  }

  void probe() {
    new ConditionProbe(prefix, calls, writer, reader, remover).run();
  }
}
