<<<<<<< HEAD
/** The service provider interface of cold stores: opaque bytes under keys. */
=======
/**
 * The SPI of cold stores: opaque bytes under keys, created once, never overwritten. Knows nothing of
 * threads.
 */
>>>>>>> aaf5e2f (Add the cold store SPI, names, revisions and exceptions)
@NullMarked
package dev.threadstore.cold;

import org.jspecify.annotations.NullMarked;
