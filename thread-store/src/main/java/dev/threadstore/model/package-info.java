/** The types that callers and stores exchange: refs, revisions, results, settings, codecs. */
@NullMarked
package dev.threadstore.model;

import org.jspecify.annotations.NullMarked;
