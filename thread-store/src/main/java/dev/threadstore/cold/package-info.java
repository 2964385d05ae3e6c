/**
 * The SPI of cold stores: opaque bytes under keys, created once, never overwritten. Knows nothing
 * of threads.
 */
@NullMarked
package dev.threadstore.cold;

import org.jspecify.annotations.NullMarked;
