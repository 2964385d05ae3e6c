package dev.threadstore.model;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a thread without reading its messages.
 *
 * @param ref the thread
 * @param tier where it is
 * @param revision its revision
 * @param length the number of its messages
 * @param archived whether this very revision is archived
 * @param snapshot the newest snapshot that this copy builds on; 0: none
 * @param created when it was created (or forked), by Redis' clock
 * @param changed when it was last changed, by Redis' clock
 * @param lineage where it was forked from, if it was
 * @param labels its labels, values by name
 */
public record ThreadInfo(
    ThreadRef ref,
    Tier tier,
    Revision revision,
    long length,
    boolean archived,
    long snapshot,
    Instant created,
    Instant changed,
    Optional<Lineage> lineage,
    Map<String, String> labels) {}
