package dev.threadstore.internal.hot;

import dev.threadstore.model.OutcomeUnknownException;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadNotHotException;
import dev.threadstore.model.ThreadRef;
import java.util.function.Supplier;

/**
 * A change that a caller wants to be made once, however often it is sent. Once an attempt has gone
 * unanswered it may have been made, whatever later ones meet: others can have archived and released
 * the thread since. Whoever cannot go on then must not say that nothing was changed. For one call.
 */
public final class Change {
  private final ThreadRef ref;
  private final String operation;
  private final String nonce;
  private volatile boolean isInDoubt;

  /**
   * Describes a change that was not sent yet.
   *
   * @param ref the thread
   * @param operation the operation's name
   * @param nonce by which a thread knows that it was made
   */
  public Change(ThreadRef ref, String operation, String nonce) {
    this.ref = ref;
    this.operation = operation;
    this.nonce = nonce;
  }

  /**
   * By which a thread knows that the change was made.
   *
   * @return the same on every attempt
   */
  public String nonce() {
    return nonce;
  }

  /** Notes that it was sent and not answered. Thread-safe. */
  void unanswered() {
    isInDoubt = true;
  }

  /**
   * Makes the change.
   *
   * @param attempts sends it, perhaps several times
   * @return what {@code attempts} returns
   * @throws OutcomeUnknownException if it could not be finished, and an attempt went unanswered
   */
  public <T> T made(Supplier<T> attempts) {
    try {
      return attempts.get();
    } catch (StoreUnavailableException | ThreadNotHotException e) {
      throw isInDoubt ? new OutcomeUnknownException(ref, operation, e) : e;
    }
  }
}
