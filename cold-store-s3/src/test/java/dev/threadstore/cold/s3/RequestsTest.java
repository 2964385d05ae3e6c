package dev.threadstore.cold.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.cold.ColdStoreException;
import dev.threadstore.cold.CreateOutcome;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is sent to the store, and that it guards the bytes. */
class RequestsTest {
  private static final byte[] BYTES = "bytes".getBytes(US_ASCII);
  private static final String CRC32_OF_BYTES = "sZlDzg==";
  private static final String MD5_OF_BYTES = "SzpiGLs+OnMD6KFxpg/Pkg==";

  private final Disturbed disturbed = new Disturbed();

  @AfterEach
  void close() {
    disturbed.close();
  }

  @Test
  void create_anything_isOneConditionalPut() {
    assertThat(create(disturbed.store())).isEqualTo(CreateOutcome.CREATED);

    HttpRequest request = onlyRequest();
    assertThat(request.isPut()).isTrue();
    assertThat(request.header("if-none-match")).isEqualTo("*");
    assertThat(request.header("content-type")).isEqualTo("application/octet-stream");
    assertThat(disturbed.bucket.headers("a").get("content-type"))
        .isEqualTo("application/octet-stream");
  }

  @Test
  void create_checksumsSupported_sendsOneAheadOfTheBody() {
    create(disturbed.store());

    assertThat(onlyRequest().headers())
        .containsEntry("x-amz-checksum-crc32", CRC32_OF_BYTES)
        .doesNotContainKeys("x-amz-trailer", "content-md5");
  }

  @Test
  void create_forOlderStores_isAPlainBodyWithItsMd5() {
    create(disturbed.store().noChunkedEncoding().checksumMode(ChecksumMode.WHEN_REQUIRED));

    HttpRequest request = onlyRequest();
    assertThat(request.body()).isEqualTo("bytes");
    assertThat(request.headers())
        .containsEntry("content-md5", MD5_OF_BYTES)
        .doesNotContainKeys(
            "x-amz-trailer", "x-amz-checksum-crc32", "x-amz-sdk-checksum-algorithm");
  }

  @Test
  void delete_forOlderStores_sendsItsMd5() {
    try (S3ColdStore store = disturbed.store().checksumMode(ChecksumMode.WHEN_REQUIRED).open()) {
      store.delete(List.of("a"));
    }

    assertThat(onlyRequest().headers())
        .containsKey("content-md5")
        .doesNotContainKey("x-amz-trailer");
  }

  @Test
  void create_withAttributes_sendsThem() {
    disturbed.proxy.always(Fault.refusal(501, "NotImplemented")); // S3Proxy has no tags.
    assertThatThrownBy(
            () ->
                create(
                    disturbed
                        .store()
                        .storageClass("STANDARD_IA")
                        .kmsEncryption("alias/threads")
                        .tag("team", "a&b")
                        .tag("cost", "1")))
        .isInstanceOf(ColdStoreException.class);

    assertThat(onlyRequest().headers())
        .containsEntry("x-amz-storage-class", "STANDARD_IA")
        .containsEntry("x-amz-server-side-encryption", "aws:kms")
        .containsEntry("x-amz-server-side-encryption-aws-kms-key-id", "alias/threads")
        .containsEntry("x-amz-tagging", "team=a%26b&cost=1");
  }

  @Test
  void create_encryptedByS3_sendsNoKey() {
    create(disturbed.store().kmsEncryption("alias/threads").s3Encryption());

    assertThat(onlyRequest().headers())
        .containsEntry("x-amz-server-side-encryption", "AES256")
        .doesNotContainKey("x-amz-server-side-encryption-aws-kms-key-id");
  }

  @Test
  void create_withoutAttributes_leavesThemToTheBucket() {
    create(disturbed.store());

    assertThat(onlyRequest().headers())
        .doesNotContainKeys("x-amz-storage-class", "x-amz-server-side-encryption", "x-amz-tagging");
  }

  @Test
  void create_bytesChangedOnTheWay_isRefusedAndCreatesNothing() {
    for (ChecksumMode mode : ChecksumMode.values()) {
      disturbed.proxy.always(
          exchange -> exchange.answer(exchange.forward(exchange.request().withBody("Bytes"))));

      assertThatThrownBy(() -> create(disturbed.store().noChunkedEncoding().checksumMode(mode)))
          .as("%s", mode)
          .isInstanceOf(ColdStoreException.class);

      assertThat(disturbed.bucket.keys()).isEmpty();
    }
  }

  private static CreateOutcome create(S3ColdStoreBuilder builder) {
    try (S3ColdStore store = builder.open()) {
      return store.create("a", BYTES);
    }
  }

  private HttpRequest onlyRequest() {
    assertThat(disturbed.proxy.requests()).hasSize(1);
    return disturbed.proxy.requests().get(0);
  }
}
