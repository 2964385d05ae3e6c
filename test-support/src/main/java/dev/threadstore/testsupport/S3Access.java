package dev.threadstore.testsupport;

import java.net.URI;
import java.util.UUID;

/**
 * Where an S3 server for tests is, and who may use it. Any region will do. Address buckets in path
 * style: {@code bucket.127.0.0.1} is no host name.
 *
 * @param endpoint such as {@code http://127.0.0.1:12345}
 * @param accessKey the access key id
 * @param secretKey the secret access key
 */
public record S3Access(URI endpoint, String accessKey, String secretKey) {

  /**
   * Creates a bucket that nobody else uses.
   *
   * @return the bucket, seen through the MinIO client
   */
  public S3Bucket newBucket() {
    return S3Bucket.create(this, "bucket-" + UUID.randomUUID());
  }

  /** Keeps the secret out of logs. */
  @Override
  public String toString() {
    return "S3Access[" + endpoint + "]";
  }
}
