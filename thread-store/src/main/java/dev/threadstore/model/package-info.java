/**
 * What a user of threads meets: references, revisions, managers, results, settings, codecs and
 * exceptions. Depends on no other package.
 *
 * @serial exclude
 */
@NullMarked
package dev.threadstore.model;

import org.jspecify.annotations.NullMarked;
