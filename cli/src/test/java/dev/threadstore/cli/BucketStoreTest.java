package dev.threadstore.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.cold.ColdStoreException;
import dev.threadstore.cold.CreateOutcome;
import dev.threadstore.cold.s3.S3ColdStore;
import dev.threadstore.cold.s3.S3ColdStoreBuilder;
import dev.threadstore.cold.s3.UnfitStoreException;
import dev.threadstore.testsupport.S3Access;
import dev.threadstore.testsupport.S3Server;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** When a bucket is tried out, and what is remembered of it. */
class BucketStoreTest {
  private static final byte[] BYTES = new byte[1];

  /** How to open a bucket, at another address each time. */
  private static S3ColdStoreBuilder at(URI endpoint, S3Access access, String bucket) {
    return S3ColdStore.builder(bucket)
        .endpoint(endpoint)
        .credentials(access.accessKey(), access.secretKey())
        .pathStyle()
        .maxAttempts(1);
  }

  private static URI nobody() {
    try (S3Server gone = S3Server.start()) {
      return gone.access().endpoint();
    }
  }

  @Test
  void create_probeFailsOnce_isTriedOutAgainNextTime() {
    try (S3Server server = S3Server.start()) {
      S3Access access = server.access();
      String bucket = access.newBucket().name();
      Queue<URI> endpoints =
          new ArrayDeque<>(List.of(access.endpoint(), nobody(), access.endpoint()));
      try (BucketStore store = BucketStore.open(() -> at(endpoints.remove(), access, bucket))) {
        assertThatThrownBy(() -> store.create("a", BYTES)).isInstanceOf(ColdStoreException.class);
        assertThat(store.create("a", BYTES)).isEqualTo(CreateOutcome.CREATED);
        assertThat(store.create("b", BYTES)).isEqualTo(CreateOutcome.CREATED);
      }
      assertThat(endpoints).isEmpty();
    }
  }

  @Test
  void create_unfitStore_isRefusedEachTimeAndTriedOutOnce() throws Exception {
    try (S3Server trusting = S3Server.startTrusting();
        ConditionlessS3 unfit = new ConditionlessS3(trusting)) {
      String bucket = trusting.access().newBucket().name();
      try (BucketStore store =
          BucketStore.open(() -> at(unfit.endpoint(), trusting.access(), bucket))) {
        assertThatThrownBy(() -> store.create("a", BYTES)).isInstanceOf(UnfitStoreException.class);
        int requests = unfit.methods().size();
        assertThatThrownBy(() -> store.create("b", BYTES)).isInstanceOf(UnfitStoreException.class);
        assertThat(unfit.methods()).hasSize(requests);
      }
    }
  }
}
