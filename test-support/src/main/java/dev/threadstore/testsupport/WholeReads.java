package dev.threadstore.testsupport;

import java.io.InputStream;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * Lets S3Proxy answer a read with one object, as S3 does. On its own it looks up the checksum and
 * opens the file one after the other, and an object that is removed and created again in between is
 * answered with the checksum of the one and the bytes of the other.
 *
 * <p>Reads of an object wait for its writers. Writers do not wait for each other: their race is
 * S3Proxy's to decide.
 */
final class WholeReads extends ForwardingBlobStore {
  private static final int STRIPES = 256;

  private final ReadWriteLock[] locks =
      Stream.generate(ReentrantReadWriteLock::new).limit(STRIPES).toArray(ReadWriteLock[]::new);

  WholeReads(BlobStore store) {
    super(store);
  }

  @Override
  public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
    return holding(lock(request.bucket(), request.key()).writeLock(), () -> super.getBlob(request));
  }

  @Override
  public PutObjectResponse putBlob(PutObjectRequest request, InputStream body) {
    return holding(
        lock(request.bucket(), request.key()).readLock(), () -> super.putBlob(request, body));
  }

  @Override
  public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
    return holding(
        lock(request.bucket(), request.key()).readLock(), () -> super.removeBlob(request));
  }

  private ReadWriteLock lock(String bucket, String key) {
    return locks[Math.floorMod(31 * bucket.hashCode() + key.hashCode(), STRIPES)];
  }

  private static <T> T holding(Lock lock, Supplier<T> call) {
    lock.lock();
    try {
      return call.get();
    } finally {
      lock.unlock();
    }
  }
}
