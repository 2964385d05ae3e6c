package dev.threadstore.cold.s3;

import java.time.Duration;

/**
 * How often something is tried in all, and for how long. For what the client does not try again on
 * its own: see {@link S3Calls}, and single keys of a batch.
 *
 * @param maxAttempts how often a request is tried
 * @param within how long after a call of the SPI began another attempt may begin
 */
record Retries(int maxAttempts, Duration within) {

  /** The attempts of a call of the SPI that begins now. */
  Attempts begin() {
    return new Attempts(maxAttempts, System.nanoTime() + within.toNanos());
  }
}
