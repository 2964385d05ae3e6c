package dev.threadstore.testsupport;

import io.minio.GetObjectArgs;
import io.minio.ListObjectsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveBucketArgs;
import io.minio.RemoveObjectArgs;
import io.minio.Result;
import io.minio.StatObjectArgs;
import io.minio.messages.Item;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Headers;

/**
 * A bucket as the MinIO client sees it: an eye for tests that shares no code with the store under
 * test. It needs {@code io.minio:minio} on the class path. Thread-safe.
 *
 * <p>Every method throws {@link IllegalStateException} with the client's exception if the server
 * refuses or fails, also for an object that is not there.
 */
public final class S3Bucket {
  /** One for each server: a client takes much longer to make than to use. */
  private static final Map<S3Access, MinioClient> CLIENTS = new ConcurrentHashMap<>();

  private final MinioClient client;
  private final String name;

  private S3Bucket(MinioClient client, String name) {
    this.client = client;
    this.name = name;
  }

  static S3Bucket create(S3Access access, String name) {
    MinioClient client = CLIENTS.computeIfAbsent(access, S3Bucket::clientOf);
    ask(
        () -> {
          client.makeBucket(MakeBucketArgs.builder().bucket(name).build());
          return name;
        });
    return new S3Bucket(client, name);
  }

  private static MinioClient clientOf(S3Access access) {
    return MinioClient.builder()
        .endpoint(access.endpoint().toString())
        .credentials(access.accessKey(), access.secretKey())
        .region("us-east-1")
        .build();
  }

  /**
   * Its name.
   *
   * @return unique
   */
  public String name() {
    return name;
  }

  /**
   * The keys of all objects in it.
   *
   * @return in the server's order
   */
  public List<String> keys() {
    return ask(
        () -> {
          List<String> keys = new ArrayList<>();
          for (Result<Item> item :
              client.listObjects(ListObjectsArgs.builder().bucket(name).recursive(true).build())) {
            keys.add(item.get().objectName());
          }
          return keys;
        });
  }

  /**
   * Reads an object.
   *
   * @param key its key
   * @return its bytes
   */
  public byte[] read(String key) {
    return ask(
        () -> {
          try (InputStream body =
              client.getObject(GetObjectArgs.builder().bucket(name).object(key).build())) {
            return body.readAllBytes();
          }
        });
  }

  /**
   * What the server says of an object.
   *
   * @param key its key
   * @return the headers of the answer: names in lower case, each with its first value
   */
  public Map<String, String> headers(String key) {
    return ask(
        () -> {
          Headers headers =
              client
                  .statObject(StatObjectArgs.builder().bucket(name).object(key).build())
                  .headers();
          Map<String, String> found = new TreeMap<>();
          headers.forEach(
              header ->
                  found.putIfAbsent(
                      header.getFirst().toLowerCase(Locale.ROOT), header.getSecond()));
          return found;
        });
  }

  /**
   * Puts an object, over any that is there.
   *
   * @param key its key
   * @param bytes its content
   */
  public void put(String key, byte[] bytes) {
    ask(
        () ->
            client.putObject(
                PutObjectArgs.builder().bucket(name).object(key).stream(
                        new ByteArrayInputStream(bytes), bytes.length, -1)
                    .build()));
  }

  /** Removes the bucket and all that is in it. */
  public void remove() {
    ask(
        () -> {
          for (String key : keys()) {
            client.removeObject(RemoveObjectArgs.builder().bucket(name).object(key).build());
          }
          client.removeBucket(RemoveBucketArgs.builder().bucket(name).build());
          return name;
        });
  }

  private interface Question<T> {
    T ask() throws Exception;
  }

  private static <T> T ask(Question<T> question) {
    try {
      return question.ask();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
