package dev.threadstore.cold.s3;

import dev.threadstore.cold.ColdStore;
import dev.threadstore.cold.s3.S3ColdStoreBuilder.AtOpen;
import dev.threadstore.testsupport.ColdStoreContract;
import dev.threadstore.testsupport.S3Access;
import dev.threadstore.testsupport.S3Bucket;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract on every S3 server that this machine can run. */
@ParameterizedClass
@MethodSource("dev.threadstore.cold.s3.Servers#all")
class S3ColdStoreTest extends ColdStoreContract {
  private final S3Access server;
  private final S3Bucket bucket;

  S3ColdStoreTest(S3Access server) {
    this.server = server;
    this.bucket = server.newBucket();
  }

  @Override
  public ColdStore open() {
    return Servers.store(server, bucket).atOpen(AtOpen.TRUST).open();
  }
}
