package dev.threadstore.internal.base;

import java.util.ArrayList;
import java.util.List;

/**
 * The first messages of a thread, as far as they stand in segments: objects of the archive that
 * snapshots share.
 *
 * @param refs where the messages are, in order and without a gap from the thread's first message
 * @param pins keys of the objects that keep those segments in place which belong to other threads
 */
public record Segments(List<SegmentRef> refs, List<String> pins) {
  /** No message stands in a segment. */
  public static final Segments NONE = new Segments(List.of(), List.of());

  /**
   * How many messages stand in segments.
   *
   * @return the position of the first message that does not
   */
  public long cover() {
    return refs.isEmpty() ? 0 : refs.get(refs.size() - 1).last() + 1;
  }

  /**
   * What is left of them when the thread is cut.
   *
   * @param length of the thread's first so many messages
   * @return the segments that hold some of those
   */
  public Segments upTo(long length) {
    if (cover() <= length) {
      return this;
    }
    List<SegmentRef> kept = new ArrayList<>();
    for (SegmentRef ref : refs) {
      if (ref.first() >= length) {
        break;
      }
      long last = Math.min(ref.last(), length - 1);
      kept.add(new SegmentRef(ref.key(), ref.first(), last, ref.sha256()));
    }
    return kept.isEmpty() ? NONE : new Segments(kept, pins);
  }

  /**
   * What two versions of a thread share.
   *
   * @param other the segments of the other version
   * @return those with which both begin
   */
  public Segments sharedWith(Segments other) {
    long length = 0;
    int least = Math.min(refs.size(), other.refs.size());
    for (int i = 0; i < least && refs.get(i).key().equals(other.refs.get(i).key()); i++) {
      length = Math.min(refs.get(i).last(), other.refs.get(i).last()) + 1;
    }
    return upTo(length);
  }

  /**
   * For the head in Redis: a line {@code <last> <sha256> <key>} for each segment, then one {@code
   * pin <key>} for each pin.
   *
   * @return the lines
   */
  public String text() {
    List<String> lines = new ArrayList<>();
    refs.forEach(ref -> lines.add(ref.last() + " " + ref.sha256() + " " + ref.key()));
    pins.forEach(pin -> lines.add("pin " + pin));
    return String.join("\n", lines);
  }

  /**
   * Reads what {@link #text()} has written.
   *
   * @param text the lines
   * @return the segments
   */
  public static Segments of(String text) {
    List<SegmentRef> refs = new ArrayList<>();
    List<String> pins = new ArrayList<>();
    long first = 0;
    for (String line : text.lines().toList()) {
      String[] words = line.split(" ", -1);
      if (words[0].equals("pin")) {
        pins.add(words[1]);
      } else {
        SegmentRef ref = new SegmentRef(words[2], first, Long.parseLong(words[0]), words[1]);
        refs.add(ref);
        first = ref.last() + 1;
      }
    }
    return new Segments(refs, pins);
  }
}
