/**
 * The archive while operations stand still or die anywhere and others collect what nobody needs.
 */
@NullMarked
package dev.threadstore.it.archive;

import org.jspecify.annotations.NullMarked;
