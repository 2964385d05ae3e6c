/** Tiered storage for the conversations of AI agents: hot in Redis, archived in a cold store. */
@NullMarked
package dev.threadstore;

import org.jspecify.annotations.NullMarked;
