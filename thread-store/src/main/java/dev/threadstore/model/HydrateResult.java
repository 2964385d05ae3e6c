package dev.threadstore.model;

/**
 * What a hydrate did.
 *
 * @param outcome what was done
 * @param snapshot the number of the snapshot that the hot copy builds on; 0: none
 * @param length the number of messages of the hot copy
 * @param bytes how many bytes were read from the cold store
 */
public record HydrateResult(Outcome outcome, long snapshot, long length, long bytes) {

  /** What a hydrate can do. */
  public enum Outcome {
    /** The thread was brought to Redis. */
    HYDRATED,
    /** A hot copy that was behind the archive was replaced. */
    REFRESHED,
    /** The thread was in Redis already. */
    ALREADY_HOT,
    /** Nothing: there is no cold store. */
    NO_COLD_STORE
  }
}
