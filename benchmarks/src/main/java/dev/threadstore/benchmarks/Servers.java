package dev.threadstore.benchmarks;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.s3.S3ColdStore;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.testsupport.FaultInjectingColdStore;
import dev.threadstore.testsupport.RedisServer;
import dev.threadstore.testsupport.S3Access;
import dev.threadstore.testsupport.S3ServerProcess;
import io.lettuce.core.RedisClient;
import java.time.Duration;

/**
 * A Redis and an S3 server, processes of their own, and clients of both.
 *
 * @param server the Redis
 * @param s3 the S3 server
 * @param redis a client of the Redis
 * @param objects a bucket on the S3 server
 * @param cold the same, counted
 */
record Servers(
    RedisServer server,
    S3ServerProcess s3,
    RedisClient redis,
    S3ColdStore objects,
    FaultInjectingColdStore cold)
    implements AutoCloseable {

  static Servers start() {
    RedisServer server = RedisServer.start();
    S3ServerProcess s3 = S3ServerProcess.start();
    S3Access access = s3.access();
    S3ColdStore objects =
        S3ColdStore.builder(access.newBucket().name())
            .endpoint(access.endpoint())
            .region("us-east-1")
            .pathStyle()
            .credentials(access.accessKey(), access.secretKey())
            .open();
    return new Servers(
        server,
        s3,
        RedisClient.create(server.uri().toString()),
        objects,
        new FaultInjectingColdStore(objects));
  }

  ThreadStore<Turn> store() {
    return ThreadStore.builder(redis, Turn.CODEC)
        .coldStore(cold)
        .settings(ThreadStoreSettings.builder().transferTimeout(Duration.ofMinutes(30)).build())
        .build();
  }

  @Override
  public void close() {
    redis.shutdown();
    objects.close();
    s3.close();
    server.close();
  }
}
