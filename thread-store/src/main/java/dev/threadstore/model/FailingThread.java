package dev.threadstore.model;

import java.time.Instant;

/**
 * A thread that could not be archived. Its hot copy is still there, and it is tried again.
 *
 * @param ref the thread
 * @param attempts how often it has failed in a row
 * @param since when it failed first, by Redis' clock
 * @param nextAttempt when it is due again, by Redis' clock; 1970: now
 * @param problem the type and message of the last failure
 */
public record FailingThread(
    ThreadRef ref, long attempts, Instant since, Instant nextAttempt, String problem) {}
