package dev.threadstore.cold.s3;

/** How the bytes of an object are guarded on their way to the store and back. */
public enum ChecksumMode {
  /**
   * A CRC32 goes with each object. The store verifies it, keeps it, and returns it with each read,
   * where it is verified again.
   */
  WHEN_SUPPORTED,
  /**
   * For stores that do not know S3's newer checksums: a {@code Content-MD5} goes with each request
   * that has a body, and the store verifies it. What is read is verified by the library's own
   * SHA-256 alone.
   */
  WHEN_REQUIRED
}
