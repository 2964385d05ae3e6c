/** One thread in a cold store; not part of the API. */
@NullMarked
package dev.threadstore.internal.archive;

import org.jspecify.annotations.NullMarked;
