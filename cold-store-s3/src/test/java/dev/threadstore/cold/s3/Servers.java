package dev.threadstore.cold.s3;

import dev.threadstore.testsupport.S3Access;
import dev.threadstore.testsupport.S3Bucket;
import dev.threadstore.testsupport.S3Server;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.MinIOContainer;

/** S3 servers that all tests of this JVM share; each test has a bucket of its own. */
final class Servers {
  private static final String MINIO = "minio/minio:RELEASE.2025-09-07T16-13-09Z";

  private Servers() {}

  /** S3Proxy, and where Docker runs MinIO too. They end with the JVM. */
  static List<S3Access> all() {
    List<S3Access> all = new ArrayList<>();
    all.add(s3Proxy());
    if (DockerClientFactory.instance().isDockerAvailable()) {
      all.add(MinIo.ACCESS);
    }
    return all;
  }

  static S3Access s3Proxy() {
    return S3Proxy.SERVER.access();
  }

  /** One that lets requests be changed on their way. */
  static S3Access trusting() {
    return Trusting.SERVER.access();
  }

  /** How to open a store in a bucket. */
  static S3ColdStoreBuilder store(S3Access server, S3Bucket bucket) {
    return S3ColdStore.builder(bucket.name())
        .endpoint(server.endpoint())
        .credentials(server.accessKey(), server.secretKey())
        .pathStyle();
  }

  private static final class S3Proxy {
    static final S3Server SERVER = S3Server.start();
  }

  private static final class Trusting {
    static final S3Server SERVER = S3Server.startTrusting();
  }

  private static final class MinIo {
    static final S3Access ACCESS = start();

    private static S3Access start() {
      MinIOContainer server = new MinIOContainer(MINIO);
      server.start(); // Testcontainers ends it with the JVM.
      return new S3Access(
          URI.create(server.getS3URL()), server.getUserName(), server.getPassword());
    }
  }
}
