package dev.threadstore.internal.hot;

import dev.threadstore.internal.base.Labels;
import dev.threadstore.internal.base.Loan;
import dev.threadstore.internal.base.Segments;
import dev.threadstore.internal.base.ThreadImage;
import dev.threadstore.model.Lineage;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadRef;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The head of a live hot copy, as it was at one moment.
 *
 * @param revision version and stamp
 * @param epoch the stamp of the last create, fork, truncate, replace or restore
 * @param length the number of messages
 * @param base the number of the snapshot that this copy builds on; 0: none
 * @param baseStamp the stamp found there
 * @param archivedStamp the stamp archived there; equal to the revision's: the copy is clean
 * @param created milliseconds since 1970 by Redis' clock
 * @param changed milliseconds since 1970 by Redis' clock
 * @param lineage where the thread was forked from, or null
 * @param labels values by name
 * @param flushing the stamps of flushes under way
 * @param ring the memory of the last changes; empty if it was not asked for
 * @param state the state; null if there is none or it was not asked for
 * @param segments the archived segments that hold the copy's first messages as they are; none if
 *     they were not asked for
 * @param loan the snapshot of another thread from which the segments are borrowed until the first
 *     flush; null: they are this thread's own
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Head(
    Revision revision,
    String epoch,
    long length,
    long base,
    String baseStamp,
    String archivedStamp,
    long created,
    long changed,
    @Nullable Lineage lineage,
    Map<String, String> labels,
    List<String> flushing,
    String ring,
    byte @Nullable [] state,
    Segments segments,
    @Nullable Loan loan) {

  /**
   * Whether the current version is archived.
   *
   * @return true if it is
   */
  public boolean isClean() {
    return archivedStamp.equals(revision.stamp());
  }

  /**
   * Whether an archived stamp belongs to this copy's history: it is the current one, or a flush was
   * begun at it.
   *
   * @param stamp the stamp in a snapshot
   * @return true if it does
   */
  public boolean knows(String stamp) {
    return stamp.equals(revision.stamp()) || flushing.contains(stamp);
  }

  /**
   * This copy without its messages.
   *
   * @return the image
   */
  public ThreadImage image() {
    return new ThreadImage(revision, epoch, created, changed, lineage, labels, ring, state, length);
  }

  static Head of(Map<String, byte[]> fields) {
    List<String> flushing = new ArrayList<>();
    for (String flush : text(fields, "flushing").split(" ", -1)) {
      if (!flush.isEmpty()) {
        flushing.add(flush.substring(0, flush.indexOf(':')));
      }
    }
    return new Head(
        Revision.of(number(fields, "ver"), text(fields, "stamp")),
        text(fields, "epoch"),
        number(fields, "len"),
        number(fields, "base"),
        text(fields, "basestamp"),
        text(fields, "arch"),
        number(fields, "created"),
        number(fields, "changed"),
        lineage(text(fields, "lineage")),
        Labels.of(text(fields, "labels")),
        List.copyOf(flushing),
        text(fields, "ring"),
        fields.get("state"),
        Segments.of(text(fields, "segs")).upTo(numberOrZero(fields, "cover")),
        Loan.of(text(fields, "borrow")));
  }

  /** {@code <namespace> <id> <version> <stamp> <length>}, both names encoded; empty for none. */
  static String text(@Nullable Lineage lineage) {
    return lineage == null
        ? ""
        : String.join(
            " ",
            lineage.source().encodedNamespace(),
            lineage.source().encodedId(),
            Long.toString(lineage.revision().version()),
            lineage.revision().stamp(),
            Long.toString(lineage.length()));
  }

  private static @Nullable Lineage lineage(String text) {
    if (text.isEmpty()) {
      return null;
    }
    String[] parts = text.split(" ", -1);
    return new Lineage(
        ThreadRef.ofEncoded(parts[0], parts[1]),
        Revision.of(Long.parseLong(parts[2]), parts[3]),
        Long.parseLong(parts[4]));
  }

  private static String text(Map<String, byte[]> fields, String name) {
    byte[] value = fields.get(name);
    return value == null ? "" : new String(value, StandardCharsets.UTF_8);
  }

  private static long numberOrZero(Map<String, byte[]> fields, String name) {
    return fields.containsKey(name) ? number(fields, name) : 0;
  }

  private static long number(Map<String, byte[]> fields, String name) {
    return Long.parseLong(text(fields, name));
  }
}
