package dev.threadstore.cold.s3;

import dev.threadstore.cold.ColdStoreException;
import java.util.Optional;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Reads objects whole. What it returns has the length that the store names. */
record ObjectReader(S3Client client, S3Calls calls, ChecksumMode checksums) {
  private static final String RETURN_AND_VERIFY = "ENABLED";

  /** Reads an object, see {@link dev.threadstore.cold.ColdStore#read}. */
  Optional<byte[]> read(String object) {
    GetObjectRequest request = request(object);
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
      throw e;
    }
  }

  private GetObjectRequest request(String object) {
    GetObjectRequest.Builder request =
        GetObjectRequest.builder().bucket(calls.bucket()).key(object);
    if (checksums == ChecksumMode.WHEN_SUPPORTED) {
      request.checksumMode(RETURN_AND_VERIFY);
    }
    return request.build();
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
