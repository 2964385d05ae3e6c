package dev.threadstore.internal.hot;

import static dev.threadstore.internal.hot.ThreadScripts.bytes;

import dev.threadstore.internal.base.Labels;
import dev.threadstore.internal.base.Loan;
import dev.threadstore.internal.base.Segments;
import dev.threadstore.internal.base.ThreadImage;
import dev.threadstore.model.Lineage;
import dev.threadstore.model.Revision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code install.lua} shall make of the staged messages: on which condition, and with which
 * head fields.
 */
public final class Installation {
  private final byte[] condition;
  private final Revision expected;
  private final @Nullable Change change;
  private final Map<String, byte[]> fields = new LinkedHashMap<>();

  private Installation(byte[] condition, Revision expected, @Nullable Change change) {
    this.condition = condition;
    this.expected = expected;
    this.change = change;
  }

  /**
   * A snapshot becomes hot: its own revision, clean. No change of the thread, but an epoch of its
   * own: what was hot before may have been another history.
   *
   * @param gate the gate that must still stand
   * @param image the snapshot's content
   * @param number the snapshot's number
   * @param epoch a random value
   * @return the installation
   */
  public static Installation hydrated(String gate, ThreadImage image, long number, String epoch) {
    Installation installation = new Installation(bytes("g" + gate), Revision.ANY, null);
    installation.identity(image.revision(), epoch);
    installation.content(image.lineage(), image.labels(), image.ring(), image.state());
    installation.times(image.created(), image.changed());
    return installation.buildingOn(number, image.revision().stamp(), image.revision().stamp());
  }

  /**
   * A thread becomes hot that is not archived in this form: created, forked, or restored where
   * nothing is hot.
   *
   * @param gate the gate that must still stand
   * @param change the same on every retry
   * @param revision its first revision
   * @param lineage where it was forked from, or null
   * @param labels values by name
   * @param state its state, or null
   * @param base the number of the newest archived entry; 0: none
   * @param baseStamp the stamp found there
   * @return the installation
   */
  public static Installation fresh(
      String gate,
      Change change,
      Revision revision,
      @Nullable Lineage lineage,
      Map<String, String> labels,
      byte @Nullable [] state,
      long base,
      String baseStamp) {
    Installation installation = new Installation(bytes("g" + gate), Revision.ANY, change);
    installation.identity(revision, revision.stamp());
    installation.content(lineage, labels, "", state);
    installation.fields.put("created", new byte[0]);
    installation.fields.put("changed", new byte[0]);
    return installation.buildingOn(base, baseStamp, "");
  }

  /**
   * The messages of a live copy are replaced; all else stays.
   *
   * @param expected the revision that it must be at
   * @param change the same on every retry
   * @return the installation
   */
  public static Installation replacing(Revision expected, Change change) {
    return new Installation(ThreadScripts.condition(expected), expected, change);
  }

  /**
   * The messages, state and lineage of a live copy are replaced by an older snapshot's.
   *
   * @param expected the revision that it must be at
   * @param change the same on every retry
   * @param image the older snapshot's content
   * @param oldBase the snapshot that the live copy built on before the archive was looked at, and
   *     must build on still: a flush may end meanwhile
   * @param base the number of the newest archived entry
   * @param baseStamp the stamp found there; empty if it cannot be read
   * @return the installation
   */
  public static Installation restoring(
      Revision expected,
      Change change,
      ThreadImage image,
      long oldBase,
      long base,
      String baseStamp) {
    Installation installation = replacing(expected, change);
    installation.fields.put("ifbase", bytes(oldBase));
    installation.fields.put("lineage", bytes(Head.text(image.lineage())));
    installation.fields.put("state", image.state() == null ? new byte[0] : image.state());
    return installation.buildingOn(base, baseStamp, "");
  }

  /**
   * The same, for a thread that was created before.
   *
   * @param millis when, in milliseconds since 1970 by Redis' clock
   * @return this installation
   */
  public Installation createdAt(long millis) {
    fields.put("created", bytes(millis));
    return this;
  }

  /**
   * The same, with messages that the archive has already.
   *
   * @param segments the segments that hold the first of the installed messages
   * @param loan the snapshot from which they are borrowed; null: they belong to the archived entry
   *     on which the copy builds
   * @return this installation
   */
  public Installation segments(Segments segments, @Nullable Loan loan) {
    fields.put("segs", bytes(segments.text()));
    fields.put("cover", bytes(segments.cover()));
    fields.put("borrow", bytes(loan == null ? "" : loan.text()));
    return this;
  }

  Revision expected() {
    return expected;
  }

  /** How it changes the thread; empty: it is a hydrate, which brings what the cold store has. */
  Optional<Change> change() {
    return Optional.ofNullable(change);
  }

  /** The script's arguments from its condition on. */
  byte[][] arguments(long staged, long buckets) {
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(condition);
    arguments.add(bytes(change == null ? "" : change.nonce()));
    arguments.add(bytes(staged));
    arguments.add(bytes(buckets));
    fields.forEach(
        (name, value) -> {
          arguments.add(bytes(name));
          arguments.add(value);
        });
    return arguments.toArray(byte[][]::new);
  }

  private void identity(Revision revision, String epoch) {
    fields.put("ver", bytes(revision.version()));
    fields.put("stamp", bytes(revision.stamp()));
    fields.put("epoch", bytes(epoch));
  }

  private void content(
      @Nullable Lineage lineage, Map<String, String> labels, String ring, byte @Nullable [] state) {
    fields.put("lineage", bytes(Head.text(lineage)));
    if (!labels.isEmpty()) {
      fields.put("labels", bytes(Labels.text(labels)));
    }
    fields.put("ring", bytes(ring));
    if (state != null) {
      fields.put("state", state);
    }
  }

  private void times(long created, long changed) {
    fields.put("created", bytes(created));
    fields.put("changed", bytes(changed));
  }

  private Installation buildingOn(long base, String baseStamp, String archived) {
    fields.put("base", bytes(base));
    fields.put("basestamp", bytes(baseStamp));
    fields.put("arch", bytes(archived));
    return this;
  }
}
