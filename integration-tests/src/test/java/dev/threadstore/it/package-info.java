/** Tests that need several modules and servers at once. */
@NullMarked
package dev.threadstore.it;

import org.jspecify.annotations.NullMarked;
