package dev.threadstore.cold.s3;

import dev.threadstore.cold.ColdStoreException;
import java.util.Arrays;
import java.util.Optional;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Reads objects. What it returns has the length that the store names. */
record ObjectReader(S3Client client, S3Calls calls, ChecksumMode checksums) {
  private static final String RETURN_AND_VERIFY = "ENABLED";

  /** So S3 answers if an object has no first byte. */
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private static final ResponseBytes<GetObjectResponse> EMPTY =
      ResponseBytes.fromByteArray(GetObjectResponse.builder().build(), new byte[0]);

  /** Reads an object, see {@link dev.threadstore.cold.ColdStore#read}. */
  Optional<byte[]> read(String object) {
    GetObjectRequest.Builder request = request(object);
    if (checksums == ChecksumMode.WHEN_SUPPORTED) {
      request.checksumMode(RETURN_AND_VERIFY);
    }
    return get(object, request.build());
  }

  /** Reads the beginning of an object, see {@link dev.threadstore.cold.ColdStore#readStart}. */
  Optional<byte[]> readStart(String object, int length) {
    GetObjectRequest request = request(object).range("bytes=0-" + (length - 1)).build();
    // A store that knows no ranges sends it all.
    return get(object, request)
        .map(bytes -> bytes.length <= length ? bytes : Arrays.copyOf(bytes, length));
  }

  private Optional<byte[]> get(String object, GetObjectRequest request) {
    return calls.run("read", object, () -> get(request)).map(found -> whole(object, found));
  }

  private Optional<ResponseBytes<GetObjectResponse>> get(GetObjectRequest request) {
    try {
      ResponseBytes<GetObjectResponse> found =
          client.getObject(request, ResponseTransformer.toBytes());
      S3Calls.whole(found.response());
      return Optional.of(found);
    } catch (S3Exception e) {
      // By the code, not by the status: a missing bucket and a proxy without a store are 404 too.
      if (S3Calls.NO_SUCH_KEY.equals(S3Calls.codeOf(e))) {
        return Optional.empty();
      }
      if (e.statusCode() == RANGE_NOT_SATISFIABLE) {
        return Optional.of(EMPTY);
      }
      throw e;
    }
  }

  private GetObjectRequest.Builder request(String object) {
    return GetObjectRequest.builder().bucket(calls.bucket()).key(object);
  }

  private byte[] whole(String object, ResponseBytes<GetObjectResponse> found) {
    byte[] bytes = found.asByteArrayUnsafe();
    Long announced = found.response().contentLength();
    if (announced != null && announced != bytes.length) {
      throw new ColdStoreException(
          "s3 sent part of an object: bucket=`%s` object=`%s` length=`%d` received=`%d`"
              .formatted(calls.bucket(), object, announced, bytes.length),
          null);
    }
    return bytes;
  }
}
