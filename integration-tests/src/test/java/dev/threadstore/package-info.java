/** What tests need of the entry package itself. */
@NullMarked
package dev.threadstore;

import org.jspecify.annotations.NullMarked;
