/** Processes that are killed in the middle of what they do, and what must be there afterwards. */
@NullMarked
package dev.threadstore.it.killed;

import org.jspecify.annotations.NullMarked;
