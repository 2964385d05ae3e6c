package dev.threadstore.cold.s3;

import dev.threadstore.cold.s3.S3ColdStoreBuilder.AtOpen;
import dev.threadstore.testsupport.S3Access;
import dev.threadstore.testsupport.S3Bucket;

/** A bucket of its own behind a proxy that lets requests go wrong. */
final class Disturbed implements AutoCloseable {
  final S3Access server = Servers.trusting();
  final S3Bucket bucket = server.newBucket();
  final FaultProxy proxy = new FaultProxy(server.endpoint());

  /** How to open the bucket through the proxy: two attempts, without a probe. */
  S3ColdStoreBuilder store() {
    return Servers.store(server, bucket)
        .endpoint(proxy.endpoint())
        .maxAttempts(2)
        .atOpen(AtOpen.TRUST);
  }

  @Override
  public void close() {
    proxy.close();
    bucket.remove();
  }
}
