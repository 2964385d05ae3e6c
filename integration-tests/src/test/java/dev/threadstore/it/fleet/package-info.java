/** Archivers in processes of their own, some of which are killed. */
@NullMarked
package dev.threadstore.it.fleet;

import org.jspecify.annotations.NullMarked;
