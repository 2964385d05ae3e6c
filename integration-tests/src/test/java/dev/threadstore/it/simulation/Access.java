package dev.threadstore.it.simulation;

import dev.threadstore.IdleArchiver;
import dev.threadstore.ThreadStore;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.cold.s3.S3ColdStore;
import dev.threadstore.cold.s3.S3ColdStoreBuilder;
import dev.threadstore.it.Note;
import dev.threadstore.model.IdleArchiverSettings;
import dev.threadstore.model.ThreadStoreSettings;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.net.URI;
import java.time.Duration;

/**
 * Where a client finds Redis and the bucket. Impatient: a minute of a simulation is to see many
 * deadlines.
 *
 * @param redisPort on the loopback address
 * @param endpoint of the S3 server
 */
record Access(int redisPort, URI endpoint, String accessKey, String secretKey, String bucket) {
  private static final Duration CALL = Duration.ofSeconds(2);
  static final Duration LEASE = Duration.ofMillis(1500);

  /** For all clients of a process, as long as it lives. */
  private static final ClientResources RESOURCES =
      ClientResources.builder()
          .reconnectDelay(Delay.constant(Duration.ofMillis(50)))
          .ioThreadPoolSize(2)
          .computationThreadPoolSize(2)
          .build();

  /** A few messages a segment; forks of the dead are cleared soon. */
  private static final ThreadStoreSettings SETTINGS =
      ThreadStoreSettings.builder()
          .callTimeout(CALL)
          .transferTimeout(Duration.ofSeconds(5))
          .forkPatience(Duration.ofMillis(500))
          .segmentBytes(250)
          .build();

  /** The same servers, through other ports. */
  Access through(int redis, int s3) {
    return new Access(redis, URI.create("http://127.0.0.1:" + s3), accessKey, secretKey, bucket);
  }

  ColdStore bucketStore() {
    return S3ColdStore.builder(bucket)
        .endpoint(endpoint)
        .credentials(accessKey, secretKey)
        .pathStyle()
        .callTimeout(CALL)
        .maxAttempts(2)
        .atOpen(S3ColdStoreBuilder.AtOpen.TRUST)
        .open();
  }

  RedisClient redis() {
    return RedisClient.create(RESOURCES, RedisURI.create("127.0.0.1", redisPort));
  }

  /** One that takes what nobody has touched for so long, for a second or two. */
  static IdleArchiver archiver(ThreadStore<Note> store, Duration idle) {
    IdleArchiverSettings settings =
        IdleArchiverSettings.builder()
            .idle(idle)
            .interval(Duration.ofMillis(400))
            .concurrency(2)
            .lease(LEASE)
            .longestBackoff(LEASE)
            .scanInterval(Duration.ofHours(1))
            .closePatience(CALL)
            .build();
    return IdleArchiver.builder(store).settings(settings).build();
  }

  static ThreadStore.Builder<Note> store(RedisClient redis, ColdStore cold) {
    return ThreadStore.builder(redis, Note.CODEC).coldStore(cold).settings(SETTINGS);
  }
}
