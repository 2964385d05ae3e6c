package dev.threadstore.internal.archive;

import dev.threadstore.internal.base.SegmentRef;
import dev.threadstore.internal.base.Segments;
import java.util.Optional;
import java.util.Set;

/** What a listing of a thread's objects has shown. Immutable. */
public final class Glance {
  private final String stem;
  private final Set<String> segments;
  private final long newest;

  /**
   * Takes it down.
   *
   * @param stem what the keys of all segments of the thread begin with
   * @param segments the keys of its segments
   * @param newest the number of its newest entry; 0: there is none
   */
  Glance(String stem, Set<String> segments, long newest) {
    this.stem = stem;
    this.segments = Set.copyOf(segments);
    this.newest = newest;
  }

  /**
   * The number of the newest entry.
   *
   * @return the number; 0: there is none
   */
  public long newest() {
    return newest;
  }

  /**
   * Whether the thread has segments of its own.
   *
   * @return whether there is one, in use or not
   */
  public boolean hasSegments() {
    return !segments.isEmpty();
  }

  /**
   * Of some segments those that hold what they should, as far as a listing shows: those of other
   * threads are taken for present.
   *
   * @param wanted segments to which somebody refers
   * @return all before the first that is missing
   */
  public Segments present(Segments wanted) {
    return missing(wanted).map(segment -> wanted.upTo(segment.first())).orElse(wanted);
  }

  /**
   * Whether none of some segments is missing.
   *
   * @param wanted segments to which somebody refers
   * @return whether all are there that should be
   */
  public boolean hasAll(Segments wanted) {
    return missing(wanted).isEmpty();
  }

  /**
   * The first of some segments that is not there, though it should be.
   *
   * @param wanted segments to which somebody refers
   * @return the first of the thread's own that was not listed
   */
  Optional<SegmentRef> missing(Segments wanted) {
    return wanted.refs().stream()
        .filter(segment -> segment.key().startsWith(stem) && !segments.contains(segment.key()))
        .findFirst();
  }
}
