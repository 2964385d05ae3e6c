<<<<<<< HEAD
/** The types that callers and stores exchange: refs, revisions, results, settings, codecs. */
=======
/**
 * What a user of threads meets: references, revisions, managers, results, settings, codecs and
 * exceptions. Depends on no other package.
 */
>>>>>>> aaf5e2f (Add the cold store SPI, names, revisions and exceptions)
@NullMarked
package dev.threadstore.model;

import org.jspecify.annotations.NullMarked;
