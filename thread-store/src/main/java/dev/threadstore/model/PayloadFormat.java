package dev.threadstore.model;

/** What a codec's bytes are. Decides only how they stand in an archived object. */
public enum PayloadFormat {
  /**
   * A JSON value in UTF-8. Archived as it is if it is one line, so that {@code zstd -d | jq} reads
   * it.
   */
  JSON,
  /** Anything. Archived as base64 text. */
  BYTES
}
