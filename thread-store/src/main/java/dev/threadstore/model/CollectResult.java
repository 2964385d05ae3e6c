package dev.threadstore.model;

import java.util.Optional;

/**
 * What a collection removed from the cold store, or would remove.
 *
 * @param snapshots how many snapshots and tombstones
 * @param segments how many segments
 * @param pins how many pins of forks that no longer need the thread's segments
 * @param bytes the size of all these objects together
 * @param remaining how many objects of the thread are left
 * @param pinned how many pins are left; while there is one, all segments stay
 * @param damaged the key of a damaged snapshot that stays, or of a segment that such a one misses,
 *     if one was met: all segments and pins stay; {@code restore} an intact snapshot, or delete the
 *     thread. Segments are not read: {@code verify} does that
 */
public record CollectResult(
    int snapshots,
    int segments,
    int pins,
    long bytes,
    int remaining,
    int pinned,
    Optional<String> damaged) {

  /**
   * How many objects were removed.
   *
   * @return snapshots, segments and pins together
   */
  public int removed() {
    return snapshots + segments + pins;
  }
}
