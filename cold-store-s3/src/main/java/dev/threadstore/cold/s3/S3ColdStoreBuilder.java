package dev.threadstore.cold.s3;

import dev.threadstore.cold.ColdStoreException;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * Says which bucket an {@link S3ColdStore} uses, and how. Every method checks its argument at once,
 * with an {@link IllegalArgumentException}. Not thread-safe.
 *
 * <p>Bring a client of your own with {@link #client}, or describe one: endpoint, region,
 * credentials and so on; not both.
 */
public final class S3ColdStoreBuilder {
  /** From these nothing can be read before somebody restores it, which takes hours. */
  private static final Set<String> UNREADABLE_CLASSES = Set.of("GLACIER", "DEEP_ARCHIVE");

  private static final Set<String> SCHEMES = Set.of("http", "https");
  private static final String DIRECTORY_BUCKET = "--x-s3";
  private static final int MAX_TAGS = 10;

  private final String bucket;
  private final OwnClient own = new OwnClient();
  private final Map<String, String> tags = new LinkedHashMap<>();
  private boolean ownDescribed;
  private @Nullable S3Client client;
  private KeyPrefix prefix = KeyPrefix.NONE;
  private ChecksumMode checksums = ChecksumMode.WHEN_SUPPORTED;
  private int maxAttempts = 4;
  private AtOpen atOpen = AtOpen.PROBE;
  private @Nullable String storageClass;
  private @Nullable ServerSideEncryption encryption;
  private @Nullable String kmsKey;

  /** What is done when a store is opened. */
  public enum AtOpen {
    /**
     * The store is tried out: 64 racing creates, 16 at once, and 14 requests more. It takes the
     * time of about 20 requests, one after the other.
     */
    PROBE,
    /**
     * Nothing. For short-lived processes on a bucket that another one has tried out with the same
     * settings.
     */
    TRUST
  }

  S3ColdStoreBuilder(String bucket) {
    if (bucket.isBlank()) {
      throw new IllegalArgumentException("bucket is empty");
    }
    if (bucket.endsWith(DIRECTORY_BUCKET)) {
      throw new IllegalArgumentException(
          "directory buckets list without order, which is needed: bucket=`" + bucket + "`");
    }
    this.bucket = bucket;
  }

  /**
   * Puts all objects below a prefix, so that several stores can share a bucket.
   *
   * @param prefix such as {@code acme/prod}: as a {@linkplain dev.threadstore.cold.ColdStore key},
   *     without a slash at its end; at most 400 characters; empty: none
   * @return this
   */
  public S3ColdStoreBuilder prefix(String prefix) {
    this.prefix = KeyPrefix.of(prefix);
    return this;
  }

  /**
   * Uses a client of the application. Its endpoint, credentials, timeouts and retries hold. The
   * store never closes it.
   *
   * @param client a client, thread-safe as those of the SDK are; its API call timeout should not
   *     exceed the library's {@code transferTimeout}
   * @return this
   */
  public S3ColdStoreBuilder client(S3Client client) {
    this.client = Objects.requireNonNull(client, "client");
    return this;
  }

  /**
   * Uses another store than AWS. The region is then {@code us-east-1} unless one is set.
   *
   * @param endpoint such as {@code https://minio.example.org}
   * @return this
   */
  public S3ColdStoreBuilder endpoint(URI endpoint) {
    if (!SCHEMES.contains(String.valueOf(endpoint.getScheme())) || endpoint.getHost() == null) {
      throw new IllegalArgumentException(
          "endpoint is no address like https://host: http:// or https:// is missing, or the host");
    }
    own.endpoint = endpoint;
    return described();
  }

  /**
   * Sets the region. Without it and without an endpoint, it is what the SDK finds in the
   * environment; {@link #open} fails if that is nothing.
   *
   * @param region such as {@code eu-central-1}
   * @return this
   */
  public S3ColdStoreBuilder region(String region) {
    if (region.isBlank()) {
      throw new IllegalArgumentException("region is empty");
    }
    own.region = region;
    return described();
  }

  /**
   * Sets an access key. Without credentials, they are what the SDK finds in the environment.
   *
   * @param accessKey the access key id
   * @param secretKey the secret access key
   * @return this
   */
  public S3ColdStoreBuilder credentials(String accessKey, String secretKey) {
    return credentials(
        StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)));
  }

  /**
   * Sets where credentials come from.
   *
   * @param credentials a provider, which the store does not close
   * @return this
   */
  public S3ColdStoreBuilder credentials(AwsCredentialsProvider credentials) {
    own.credentials = Objects.requireNonNull(credentials, "credentials");
    return described();
  }

  /**
   * Addresses the bucket as {@code host/bucket} instead of {@code bucket.host}, as most stores
   * other than AWS want it.
   *
   * @return this
   */
  public S3ColdStoreBuilder pathStyle() {
    own.pathStyle = true;
    return described();
  }

  /**
   * Sends bodies as they are instead of in signed chunks. Stores that do not know the chunks store
   * them as if they were content.
   *
   * @return this
   */
  public S3ColdStoreBuilder noChunkedEncoding() {
    own.chunked = false;
    return described();
  }

  /**
   * Bounds each call of the client with all its attempts; and no attempt of {@link S3ColdStore}'s
   * own begins later than this after one of its methods was called. With a client of the
   * application, the latter is 2 minutes.
   *
   * @param timeout positive; 2 minutes unless set, as the library's {@code transferTimeout}
   * @return this
   */
  public S3ColdStoreBuilder callTimeout(Duration timeout) {
    own.callTimeout = requirePositive(timeout);
    return described();
  }

  /**
   * Bounds how long the store may stay silent within one attempt: before its answer begins, and in
   * its midst.
   *
   * @param timeout positive; 10 seconds unless set
   * @return this
   */
  public S3ColdStoreBuilder silenceTimeout(Duration timeout) {
    own.silenceTimeout = requirePositive(timeout);
    return described();
  }

  /**
   * How bytes are guarded on their way. With a client of the application, make its own checksum
   * settings match.
   *
   * @param mode {@link ChecksumMode#WHEN_SUPPORTED} unless set
   * @return this
   */
  public S3ColdStoreBuilder checksumMode(ChecksumMode mode) {
    checksums = Objects.requireNonNull(mode, "mode");
    return this;
  }

  /**
   * How often a request is tried in all. It holds for what {@link S3ColdStore} tries again:
   * conflicts (409), answers that break off, objects that differ from their checksum, single keys
   * of a deletion; and for what the client itself tries again, unless the application brings it.
   *
   * @param attempts at least 1; 4 unless set
   * @return this
   */
  public S3ColdStoreBuilder maxAttempts(int attempts) {
    if (attempts < 1) {
      throw new IllegalArgumentException("too few attempts: attempts=`" + attempts + "` least=`1`");
    }
    maxAttempts = attempts;
    return this;
  }

  /**
   * Stores objects in a class other than the bucket's standard.
   *
   * @param storageClass such as {@code STANDARD_IA} or {@code GLACIER_IR}; not one from which
   *     nothing can be read at once
   * @return this
   */
  public S3ColdStoreBuilder storageClass(String storageClass) {
    if (storageClass.isBlank() || UNREADABLE_CLASSES.contains(storageClass)) {
      throw new IllegalArgumentException(
          "threads must be readable at once: storageClass=`" + storageClass + "`");
    }
    this.storageClass = storageClass;
    return this;
  }

  /**
   * Lets S3 encrypt objects with keys of its own (SSE-S3). Without this or {@link #kmsEncryption},
   * the bucket's default holds.
   *
   * @return this
   */
  public S3ColdStoreBuilder s3Encryption() {
    encryption = ServerSideEncryption.AES256;
    kmsKey = null;
    return this;
  }

  /**
   * Lets S3 encrypt objects with a key in KMS (SSE-KMS).
   *
   * @param key the key's id, ARN or alias
   * @return this
   */
  public S3ColdStoreBuilder kmsEncryption(String key) {
    if (key.isBlank()) {
      throw new IllegalArgumentException("key is empty");
    }
    encryption = ServerSideEncryption.AWS_KMS;
    kmsKey = key;
    return this;
  }

  /**
   * Tags every object, for instance for cost reports. Needs {@code s3:PutObjectTagging}.
   *
   * @param key the tag's key, not empty
   * @param value its value
   * @return this
   */
  public S3ColdStoreBuilder tag(String key, String value) {
    if (key.isBlank()) {
      throw new IllegalArgumentException("tag has no key");
    }
    tags.put(key, Objects.requireNonNull(value, "value"));
    if (tags.size() > MAX_TAGS) {
      throw new IllegalArgumentException("too many tags: limit=`" + MAX_TAGS + "`");
    }
    return this;
  }

  /**
   * Says what is done when the store is opened.
   *
   * @param action {@link AtOpen#PROBE} unless set
   * @return this
   */
  public S3ColdStoreBuilder atOpen(AtOpen action) {
    atOpen = Objects.requireNonNull(action, "action");
    return this;
  }

  /**
   * Opens the store, and tries it out unless told otherwise. Can be repeated; each result is a
   * store of its own.
   *
   * @return the store
   * @throws IllegalStateException if a client was given and one was described, too; or if no region
   *     is known
   * @throws UnfitStoreException if the store does not let only one of racing writers create an
   *     object, or does not keep the bytes that it is sent
   * @throws ColdStoreException if the store cannot be reached, or refuses. After either, nothing is
   *     left open; at worst some small objects below {@code probe/} are left in the bucket.
   */
  public S3ColdStore open() {
    if (client != null && ownDescribed) {
      throw new IllegalStateException(
          "a client was given, and another one described: bucket=`" + bucket + "`");
    }
    Retries retries = new Retries(maxAttempts, own.callTimeout);
    S3Client used = client != null ? client : buildClient(retries);
    S3ColdStore store =
        new S3ColdStore(
            used,
            client != null ? () -> {} : used,
            prefix,
            new S3Calls(bucket, retries),
            checksums,
            new ObjectAttributes(
                Optional.ofNullable(storageClass),
                Optional.ofNullable(encryption),
                Optional.ofNullable(kmsKey),
                Collections.unmodifiableMap(new LinkedHashMap<>(tags))));
    if (atOpen == AtOpen.PROBE) {
      try {
        store.probe();
      } catch (RuntimeException e) {
        store.close();
        throw e;
      }
    }
    return store;
  }

  private S3Client buildClient(Retries retries) {
    try {
      return own.build(checksums, retries);
    } catch (SdkException e) {
      throw new ColdStoreException(
          "client cannot be built: bucket=`%s` reason=`%s`".formatted(bucket, e.getMessage()), e);
    }
  }

  private S3ColdStoreBuilder described() {
    ownDescribed = true;
    return this;
  }

  private static Duration requirePositive(Duration timeout) {
    if (timeout.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException("timeout is not positive: timeout=`" + timeout + "`");
    }
    return timeout;
  }
}
