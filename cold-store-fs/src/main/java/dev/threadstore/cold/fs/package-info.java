/** A cold store in a directory of a file system. */
@NullMarked
package dev.threadstore.cold.fs;

import org.jspecify.annotations.NullMarked;
