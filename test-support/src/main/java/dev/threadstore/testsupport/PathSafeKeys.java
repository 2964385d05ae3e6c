package dev.threadstore.testsupport;

import java.io.InputStream;
import java.util.List;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Lets S3Proxy, which keeps objects as files, have {@code a} beside {@code a/b} as S3 does.
 *
 * <p>Every character is moved up by the same distance, so that order and prefixes stay what they
 * are, and a moved slash is followed by a real one: {@code a/b} is the file {@code B} in the folder
 * {@code A_}, and {@code a} is the file {@code A}. No file is a folder too, since no key ends with
 * a slash; and no name means anything to a file system.
 */
final class PathSafeKeys extends ForwardingBlobStore {
  private static final int DISTANCE = 0x30;
  private static final char SLASH = '/' + DISTANCE;

  PathSafeKeys(BlobStore files) {
    super(files);
  }

  @Override
  public ListObjectsV2Response list(ListObjectsV2Request request) {
    ListObjectsV2Response found =
        super.list(
            request.toBuilder()
                .prefix(moved(request.prefix()))
                .startAfter(moved(request.startAfter()))
                .build());
    List<S3Object> objects =
        found.contents().stream()
            .filter(object -> isMoved(object.key()))
            .map(object -> object.toBuilder().key(back(object.key())).build())
            .toList();
    return found.toBuilder()
        .prefix(request.prefix())
        .contents(objects)
        .keyCount(objects.size())
        .build();
  }

  @Override
  public boolean blobExists(String container, String key) {
    return super.blobExists(container, path(key));
  }

  @Override
  public PutObjectResponse putBlob(PutObjectRequest request, InputStream body) {
    return super.putBlob(request.toBuilder().key(path(request.key())).build(), body);
  }

  @Override
  public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
    return super.blobMetadata(request.toBuilder().key(path(request.key())).build());
  }

  @Override
  public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
    return super.getBlob(request.toBuilder().key(path(request.key())).build());
  }

  @Override
  public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
    return super.removeBlob(request.toBuilder().key(path(request.key())).build());
  }

  /** Not moved, so refused. */
  @Override
  public MultipartUpload initiateMultipartUpload(CreateMultipartUploadRequest request) {
    throw new UnsupportedOperationException("multipart uploads");
  }

  private static @Nullable String moved(@Nullable String start) {
    return start == null ? null : path(start);
  }

  private static String path(String key) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < key.length(); i++) {
      char moved = (char) (key.charAt(i) + DISTANCE);
      path.append(moved);
      if (moved == SLASH) {
        path.append('/');
      }
    }
    return path.toString();
  }

  /** Files that S3Proxy is still writing, {@code A-<uuid>}, are none of ours; it lists them too. */
  private static boolean isMoved(String path) {
    return path.chars().allMatch(c -> c == '/' || c >= DISTANCE);
  }

  private static String back(String path) {
    StringBuilder key = new StringBuilder();
    path.chars().filter(c -> c != '/').forEach(c -> key.append((char) (c - DISTANCE)));
    return key.toString();
  }
}
