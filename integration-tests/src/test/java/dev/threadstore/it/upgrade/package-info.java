/** What earlier versions have left in Redis and in cold stores, and that this one can use it. */
@NullMarked
package dev.threadstore.it.upgrade;

import org.jspecify.annotations.NullMarked;
