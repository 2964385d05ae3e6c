package dev.threadstore.cold.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.cold.ColdStoreException;
import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** What is read is whole and unchanged, or an exception. */
class ReadTest {
  private static final byte[] BYTES = "some bytes".getBytes(US_ASCII);
  private static final String CRC32_OF_BYTES = "n1l/VQ==";

  private final Disturbed disturbed = new Disturbed();

  @BeforeEach
  void putOne() {
    disturbed.bucket.put("a", BYTES);
  }

  @AfterEach
  void close() {
    disturbed.close();
  }

  @Test
  void read_bodyEndsEarly_isAnException() {
    disturbed.proxy.always(Fault.SHORT);

    assertReadFails(disturbed.store());
  }

  @Test
  void read_bodyEndsEarlyOnce_isReadAgain() {
    disturbed.proxy.next(Fault.SHORT);

    try (S3ColdStore store = disturbed.store().open()) {
      assertThat(store.read("a")).hasValue(BYTES);
    }
  }

  @Test
  void read_bytesDifferFromTheStoredChecksum_isAnException() {
    disturbed.proxy.always(exchange -> exchange.answer(answerWithChecksum("some BYTES")));

    assertReadFails(disturbed.store());
    assertThat(disturbed.proxy.requests()).hasSize(2);
  }

  /** A bit may flip on its way. */
  @Test
  void read_bytesDifferOnce_isReadAgain() {
    disturbed.proxy.next(exchange -> exchange.answer(answerWithChecksum("some BYTES")));

    try (S3ColdStore store = disturbed.store().open()) {
      assertThat(store.read("a")).hasValue(BYTES);
    }
  }

  @Test
  void read_bytesAsTheStoredChecksum_areReturned() {
    disturbed.proxy.always(exchange -> exchange.answer(answerWithChecksum("some bytes")));

    try (S3ColdStore store = disturbed.store().open()) {
      assertThat(store.read("a")).hasValue(BYTES);
    }
    assertThat(disturbed.proxy.requests().get(0).header("x-amz-checksum-mode"))
        .isEqualTo("ENABLED");
  }

  /** A proxy may pass an object on before it knows its length. */
  @Test
  void read_answerInChunks_isReturned() {
    disturbed.proxy.next(
        exchange ->
            exchange.answer(
                HttpRequest.bytes(
                    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\na\r\nsome bytes\r\n0\r\n\r\n")));

    try (S3ColdStore store = disturbed.store().open()) {
      assertThat(store.read("a")).hasValue(BYTES);
    }
    assertThat(disturbed.proxy.requests()).hasSize(1);
  }

  /** Not every HTTP client of an application compares lengths. */
  @Test
  void read_clientAcceptsPartOfABody_isAnException() {
    try (S3Client lax = lax(SdkHttpResponse.builder().statusCode(200), "some by")) {
      S3ColdStoreBuilder builder =
          S3ColdStore.builder("bucket").client(lax).atOpen(S3ColdStoreBuilder.AtOpen.TRUST);

      assertThatThrownBy(() -> builder.open().read("a"))
          .isInstanceOf(ColdStoreException.class)
          .hasMessageContaining("part of an object")
          .hasMessageContaining("length=`10` received=`7`");
    }
  }

  private static S3Client lax(SdkHttpResponse.Builder head, String body) {
    SdkHttpResponse response = head.putHeader("Content-Length", "" + BYTES.length).build();
    SdkHttpClient http =
        new SdkHttpClient() {
          @Override
          public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            return new ExecutableHttpRequest() {
              @Override
              public HttpExecuteResponse call() {
                return HttpExecuteResponse.builder()
                    .response(response)
                    .responseBody(
                        AbortableInputStream.create(
                            new ByteArrayInputStream(HttpRequest.bytes(body))))
                    .build();
              }

              @Override
              public void abort() {}
            };
          }

          @Override
          public void close() {}
        };
    return S3Client.builder()
        .httpClient(http)
        .region(Region.US_EAST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .build();
  }

  private static byte[] answerWithChecksum(String body) {
    return HttpRequest.bytes(
        "HTTP/1.1 200 OK\r\ncontent-length: %d\r\nx-amz-checksum-crc32: %s\r\nconnection: close\r\n\r\n%s"
            .formatted(body.length(), CRC32_OF_BYTES, body));
  }

  private static void assertReadFails(S3ColdStoreBuilder builder) {
    try (S3ColdStore store = builder.open()) {
      assertThatThrownBy(() -> store.read("a")).isInstanceOf(ColdStoreException.class);
    }
  }
}
