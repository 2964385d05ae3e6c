package dev.threadstore.internal.base;

import dev.threadstore.model.Lineage;
import dev.threadstore.model.Revision;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A thread at one revision, on its way between the tiers: all of it but its messages.
 *
 * @param revision version and stamp
 * @param epoch the stamp of the last create, fork, truncate, replace or restore
 * @param created milliseconds since 1970 by Redis' clock
 * @param changed milliseconds since 1970 by Redis' clock
 * @param lineage where the thread was forked from, or null
 * @param labels values by name
 * @param ring the hot tier's memory of the last changes (nonces and results), opaque here; may be
 *     empty
 * @param state the state document, one JSON value in UTF-8, or null
 * @param length the number of its messages
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ThreadImage(
    Revision revision,
    String epoch,
    long created,
    long changed,
    @Nullable Lineage lineage,
    Map<String, String> labels,
    String ring,
    byte @Nullable [] state,
    long length) {

  /**
   * The same with another state.
   *
   * @param other the other state, or null
   * @return the other image
   */
  public ThreadImage withState(byte @Nullable [] other) {
    return new ThreadImage(revision, epoch, created, changed, lineage, labels, ring, other, length);
  }
}
