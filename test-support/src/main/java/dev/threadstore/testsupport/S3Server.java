package dev.threadstore.testsupport;

import java.net.URI;
import java.util.UUID;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/**
 * An S3 server (S3Proxy) in this JVM, on the loopback address of this machine, that checks
 * signatures and keeps objects in memory. It ends with {@link #close} or with the JVM, and nothing
 * is left.
 *
 * <pre>{@code
 * try (S3Server s3 = S3Server.start()) {
 *   S3Bucket bucket = s3.access().newBucket();
 *   …
 * }
 * }</pre>
 *
 * <p>It needs {@code org.gaul:s3proxy} on the class path, and starts in about a second. It lets
 * only one of racing writers win a create with {@code If-None-Match: *}, and refuses bodies that do
 * not match their checksum. It has no multipart uploads. It logs a lot below WARN. {@link
 * S3ServerProcess} is the same in a process of its own. Thread-safe.
 */
public final class S3Server implements AutoCloseable {
  private final S3Proxy server;
  private final S3Access access;

  private S3Server(S3Proxy server, S3Access access) {
    this.server = server;
    this.access = access;
  }

  /**
   * Starts a server on a free port.
   *
   * @return the server, to be closed
   * @throws IllegalStateException if it did not start
   */
  public static S3Server start() {
    return start(AuthenticationType.AWS_V4);
  }

  /**
   * Starts a server on a free port that takes every signature for valid: for tests that change
   * requests on their way.
   *
   * @return the server, to be closed
   * @throws IllegalStateException if it did not start
   */
  public static S3Server startTrusting() {
    return start(AuthenticationType.NONE);
  }

  private static S3Server start(AuthenticationType authentication) {
    String accessKey = "test-user";
    String secretKey = UUID.randomUUID().toString();
    S3Proxy.Builder builder =
        S3Proxy.builder()
            .blobStore(new WholeReads(new PathSafeKeys(new TransientNio2BlobStore())))
            .endpoint(URI.create("http://127.0.0.1:0"));
    if (authentication != AuthenticationType.NONE) {
      builder.awsAuthentication(authentication, accessKey, secretKey);
    }
    S3Proxy server = builder.build();
    try {
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException("S3 server did not start", e);
    }
    URI endpoint = URI.create("http://127.0.0.1:" + server.getPort());
    return new S3Server(server, new S3Access(endpoint, accessKey, secretKey));
  }

  /**
   * How to reach it.
   *
   * @return its address and a user who may do anything
   */
  public S3Access access() {
    return access;
  }

  /** Ends it; its objects are gone. Can be repeated. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("S3 server did not stop", e);
    }
  }
}
