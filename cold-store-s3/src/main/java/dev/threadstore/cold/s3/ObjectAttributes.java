package dev.threadstore.cold.s3;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;

/** What every object is stored with beside its bytes; what is empty is left to the bucket. */
record ObjectAttributes(
    Optional<String> storageClass,
    Optional<ServerSideEncryption> encryption,
    Optional<String> kmsKey,
    Map<String, String> tags) {

  void applyTo(PutObjectRequest.Builder request) {
    storageClass.ifPresent(request::storageClass);
    encryption.ifPresent(request::serverSideEncryption);
    kmsKey.ifPresent(request::ssekmsKeyId);
    if (!tags.isEmpty()) {
      request.tagging(tagging());
    }
  }

  private Tagging tagging() {
    List<Tag> all =
        tags.entrySet().stream()
            .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
            .toList();
    return Tagging.builder().tagSet(all).build();
  }
}
