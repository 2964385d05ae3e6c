/** Lets an observer see operations: the views that users hold, around those that do the work. */
@NullMarked
package dev.threadstore.internal.observed;

import org.jspecify.annotations.NullMarked;
