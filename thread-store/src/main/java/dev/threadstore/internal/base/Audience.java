package dev.threadstore.internal.base;

import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who want to hear what was done. They are told, not asked: what one of them throws is logged
 * and changes nothing, neither for the others nor for what was done.
 *
 * @param listeners told in this order
 * @param <L> the type of a listener
 */
public record Audience<L>(List<L> listeners) {
  private static final Logger LOG = LoggerFactory.getLogger(Audience.class);

  /** Copies the list. */
  public Audience {
    listeners = List.copyOf(listeners);
  }

  /**
   * Whether nobody listens.
   *
   * @return true if so
   */
  public boolean isEmpty() {
    return listeners.isEmpty();
  }

  /**
   * Tells all of them.
   *
   * @param news calls one of them
   */
  public void tell(Consumer<? super L> news) {
    for (L listener : listeners) {
      try {
        news.accept(listener);
      } catch (Throwable e) {
        // Errors too: the effect is there, and the caller has to learn of it.
        LOG.warn("listener failed: listener=`{}`", listener.getClass().getName(), e);
      }
    }
  }
}
