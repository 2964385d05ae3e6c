/** Observations and meters of Threadstore for Micrometer. */
@NullMarked
package dev.threadstore.micrometer;

import org.jspecify.annotations.NullMarked;
