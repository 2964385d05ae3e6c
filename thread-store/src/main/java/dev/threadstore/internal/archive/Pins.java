package dev.threadstore.internal.archive;

import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.Nonces;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadRef;
import java.util.List;

/**
 * The pins on one thread: objects that say that a fork refers to its segments. While there is one,
 * none of its segments is collected. Thread-safe.
 *
 * <p>First the pin is created, <em>then</em> it is checked that the snapshot whose segments are
 * wanted is still there: collection lists the pins after it has removed old snapshots, so it has
 * seen the pin, or it has kept that snapshot.
 */
public final class Pins {
  private final ColdKeys keys;
  private final ColdCalls calls;
  private final Nonces nonces;
  private final int maxAttempts;

  Pins(ThreadRef ref, ColdCalls calls, Nonces nonces, int maxAttempts) {
    this.keys = new ColdKeys(ref);
    this.calls = calls;
    this.nonces = nonces;
    this.maxAttempts = maxAttempts;
  }

  /**
   * Creates a pin.
   *
   * @param holder the thread that will refer to the segments
   * @param number the snapshot of it that will be the first to do so
   * @param deadline when to give up
   * @return the pin; closing it removes it unless it is kept
   * @throws StoreUnavailableException if the cold store fails: a pin may stay, and is collected
   */
  public Pin add(ThreadRef holder, long number, Deadline deadline) {
    String key = keys.pin(nonces.next());
    calls.createSurely(key, PinObject.write(holder, number), maxAttempts, deadline);
    return new Pin(key, () -> calls.delete(List.of(key), deadline));
  }

  /** A pin that may turn out not to be needed. Not thread-safe. */
  public static final class Pin implements AutoCloseable {
    /** No pin. */
    public static final Pin NONE = new Pin("", () -> {});

    private final String key;
    private final Runnable removal;
    private boolean kept;

    private Pin(String key, Runnable removal) {
      this.key = key;
      this.removal = removal;
    }

    /**
     * Lets it stay: a snapshot is going to name it.
     *
     * @return its key
     */
    public String keep() {
      kept = true;
      return key;
    }

    @Override
    public void close() {
      if (kept) {
        return;
      }
      try {
        removal.run();
      } catch (StoreUnavailableException e) {
        // A pin too many: collection removes it.
      }
    }
  }
}
