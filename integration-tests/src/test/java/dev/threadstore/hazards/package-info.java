/** Whether the table of hazards in {@code docs/testing.md} is true. */
@NullMarked
package dev.threadstore.hazards;

import org.jspecify.annotations.NullMarked;
