/** What several internal packages need; not part of the API. */
@NullMarked
package dev.threadstore.internal.base;

import org.jspecify.annotations.NullMarked;
