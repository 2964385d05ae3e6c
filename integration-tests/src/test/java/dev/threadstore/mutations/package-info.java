/**
 * Breaks the code on purpose, one line at a time, and makes sure that a test notices. The list is
 * in {@code src/test/mutations}.
 */
@NullMarked
package dev.threadstore.mutations;

import org.jspecify.annotations.NullMarked;
