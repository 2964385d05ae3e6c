package dev.threadstore.cli;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.cold.ColdStoreException;
import dev.threadstore.cold.CreateOutcome;
import dev.threadstore.cold.s3.S3ColdStore;
import dev.threadstore.cold.s3.S3ColdStoreBuilder;
import dev.threadstore.cold.s3.S3ColdStoreBuilder.AtOpen;
import dev.threadstore.cold.s3.UnfitStoreException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bucket that is tried out before the first object is created in it, and not at every command:
 * most only read, perhaps with credentials that may do nothing else. Thread-safe.
 */
final class BucketStore implements ColdStore {
  private final S3ColdStore store;
  private final Supplier<S3ColdStoreBuilder> builder;
  private boolean fit;
  private @Nullable UnfitStoreException unfit;

  private BucketStore(S3ColdStore store, Supplier<S3ColdStoreBuilder> builder) {
    this.store = store;
    this.builder = builder;
  }

  /**
   * Opens it, and sees with one request that it is there.
   *
   * @param builder says where it is
   * @throws CommandFailure if it cannot be read
   */
  static BucketStore open(Supplier<S3ColdStoreBuilder> builder) {
    try {
      S3ColdStore store = builder.get().atOpen(AtOpen.TRUST).open();
      try {
        store.list("", "", 1);
        return new BucketStore(store, builder);
      } catch (ColdStoreException e) {
        store.close();
        throw e;
      }
    } catch (ColdStoreException e) {
      // Its message says what to do.
      throw new CommandFailure(
          ExitCode.UNAVAILABLE, "cannot use the bucket: " + e.getMessage(), null, e);
    } catch (IllegalStateException e) {
      throw CommandFailure.usage(
          "cannot use the bucket: " + e.getMessage(),
          "give --s3 region=NAME; or for a store other than AWS --s3 endpoint=URI");
    }
  }

  /**
   * Tries it out, until it is known whether it is fit.
   *
   * @throws UnfitStoreException if it does not keep what is needed, now or the first time
   * @throws ColdStoreException if it failed meanwhile; the next call tries it out again
   */
  synchronized void tryOut() {
    if (unfit != null) {
      throw unfit;
    }
    if (!fit) {
      try {
        builder.get().atOpen(AtOpen.PROBE).open().close();
        fit = true;
      } catch (UnfitStoreException e) {
        unfit = e;
        throw e;
      }
    }
  }

  @Override
  public Optional<byte[]> read(String key) {
    return store.read(key);
  }

  @Override
  public CreateOutcome create(String key, byte[] bytes) {
    tryOut();
    return store.create(key, bytes);
  }

  @Override
  public void delete(Collection<String> keys) {
    store.delete(keys);
  }

  @Override
  public List<ColdObject> list(String prefix, String after, int limit) {
    return store.list(prefix, after, limit);
  }

  @Override
  public void close() {
    store.close();
  }
}
