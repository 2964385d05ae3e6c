package dev.threadstore.cold.s3;

import dev.threadstore.cold.CreateOutcome;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.CRC32;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Creates objects: one PUT each, on the condition that there is none. Several stores ignore the
 * condition when a multipart upload is completed, so there are none of those.
 */
record ObjectWriter(
    S3Client client, S3Calls calls, ChecksumMode checksums, ObjectAttributes attributes) {
  private static final String CONTENT_TYPE = "application/octet-stream";
  private static final String UNLESS_THERE_IS_ONE = "*";
  private static final int PRECONDITION_FAILED = 412;

  /** Creates an object, see {@link dev.threadstore.cold.ColdStore#create}. */
  CreateOutcome create(String object, byte[] bytes) {
    PutObjectRequest request = request(object, bytes);
    RequestBody body =
        RequestBody.fromContentProvider(
            () -> new ByteArrayInputStream(bytes), bytes.length, CONTENT_TYPE);
    return calls.run("create", object, () -> put(request, body));
  }

  private CreateOutcome put(PutObjectRequest request, RequestBody body) {
    try {
      client.putObject(request, body);
      return CreateOutcome.CREATED;
    } catch (S3Exception e) {
      if (e.statusCode() == PRECONDITION_FAILED) {
        // Perhaps our own: the client sends a request again whose answer was lost.
        return CreateOutcome.EXISTS;
      }
      throw e;
    }
  }

  private PutObjectRequest request(String object, byte[] bytes) {
    PutObjectRequest.Builder request =
        PutObjectRequest.builder()
            .bucket(calls.bucket())
            .key(object)
            .ifNoneMatch(UNLESS_THERE_IS_ONE)
            .contentType(CONTENT_TYPE)
            .contentLength((long) bytes.length);
    // Computed here, for the client would send its own after the body, which older stores take for
    // a part of it.
    switch (checksums) {
      case WHEN_SUPPORTED -> request.checksumCRC32(crc32(bytes));
      case WHEN_REQUIRED -> request.contentMD5(md5(bytes));
    }
    attributes.applyTo(request);
    return request.build();
  }

  private static String crc32(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return base64(ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array());
  }

  private static String md5(byte[] bytes) {
    try {
      return base64(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
