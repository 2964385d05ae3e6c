/** Many clients on a Redis that holds less than they use. */
@NullMarked
package dev.threadstore.it.pressure;

import org.jspecify.annotations.NullMarked;
