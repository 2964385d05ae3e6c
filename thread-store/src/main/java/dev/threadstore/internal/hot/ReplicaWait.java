package dev.threadstore.internal.hot;

import java.time.Duration;

/**
 * What is asked of replicas.
 *
 * @param replicas so many, at least 1, shall have a change
 * @param timeout within this time
 */
record ReplicaWait(int replicas, Duration timeout) {}
