package dev.threadstore.it;

import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.Freshness;
import dev.threadstore.model.HydrateResult;
import dev.threadstore.testsupport.ColdOperation;
import dev.threadstore.testsupport.Pause;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * A check of freshness that has listed the archive before a flush and a change, has seen the copy
 * after them, and is about to list again.
 */
final class OvertakenCheck {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final CompletableFuture<HydrateResult> outcome;
  private final Pause secondListing;

  OvertakenCheck(TieredFixture tiered) {
    Pause firstListing = tiered.cold.on(ColdOperation.LIST).times(1).pauseAfter();
    outcome = CompletableFuture.supplyAsync(() -> tiered.thread.hydrate(Freshness.CHECK));
    firstListing.awaitReached(SOON);
    tiered.thread.flush(AfterFlush.KEEP);
    tiered.thread.append(Note.range("m", 3, 4));
    secondListing = tiered.cold.on(ColdOperation.LIST).times(1).pauseBefore();
    firstListing.release();
    secondListing.awaitReached(SOON);
  }

  /** Lets it go on. What it returns, or throws. */
  HydrateResult goOn() {
    secondListing.release();
    try {
      return outcome.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }
}
