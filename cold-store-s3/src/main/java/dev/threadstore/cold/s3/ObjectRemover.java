package dev.threadstore.cold.s3;

import dev.threadstore.cold.ColdStoreException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/**
 * Deletes objects in batches. An answer of 200 names the keys that failed; some are tried again.
 */
record ObjectRemover(S3Client client, S3Calls calls) {
  private static final int LARGEST_BATCH = 1000;

  private static final Set<String> PASSING =
      Set.of(
          "ConditionalRequestConflict",
          "InternalError",
          "OperationAborted",
          "RequestTimeout",
          "ServiceUnavailable",
          "SlowDown");

  /**
   * Deletes objects, see {@link dev.threadstore.cold.ColdStore#delete}. Those that fail do not keep
   * the others from being deleted.
   *
   * @throws ColdStoreException names the first that failed; if whole requests failed, the first of
   *     those, with the others suppressed
   */
  void delete(Collection<String> objects) {
    List<String> all = List.copyOf(new LinkedHashSet<>(objects));
    List<ColdStoreException> failures = new ArrayList<>();
    Attempts attempts = calls.retries().begin();
    for (int start = 0; start < all.size(); start += LARGEST_BATCH) {
      try {
        int end = Math.min(start + LARGEST_BATCH, all.size());
        deleteBatch(all.subList(start, end), attempts);
      } catch (ColdStoreException e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      ColdStoreException first = failures.get(0);
      failures.subList(1, failures.size()).forEach(first::addSuppressed);
      throw first;
    }
  }

  private void deleteBatch(List<String> batch, Attempts attempts) {
    List<S3Error> lasting = new ArrayList<>();
    List<String> left = batch;
    for (int attempt = 1; !left.isEmpty(); attempt++) {
      List<String> again = new ArrayList<>();
      for (S3Error error : failuresOf(left, attempts)) {
        if (PASSING.contains(error.code()) && attempts.mayFollow(attempt)) {
          again.add(error.key());
        } else {
          lasting.add(error);
        }
      }
      if (!again.isEmpty()) {
        attempts.pauseAfter(attempt);
      }
      left = again;
    }
    if (!lasting.isEmpty()) {
      throw failed(lasting);
    }
  }

  private List<S3Error> failuresOf(List<String> objects, Attempts attempts) {
    List<ObjectIdentifier> identifiers =
        objects.stream().map(object -> ObjectIdentifier.builder().key(object).build()).toList();
    DeleteObjectsRequest request =
        DeleteObjectsRequest.builder()
            .bucket(calls.bucket())
            .delete(delete -> delete.objects(identifiers).quiet(true))
            .build();
    return calls
        .run(attempts, "delete", objects.get(0), () -> S3Calls.whole(client.deleteObjects(request)))
        .errors()
        .stream()
        .filter(error -> !S3Calls.NO_SUCH_KEY.equals(error.code()))
        .toList();
  }

  private ColdStoreException failed(List<S3Error> errors) {
    S3Error first = errors.get(0);
    return new ColdStoreException(
        "s3 did not delete everything: bucket=`%s` failed=`%d` first=`%s` code=`%s`"
            .formatted(calls.bucket(), errors.size(), first.key(), first.code()),
        null);
  }
}
