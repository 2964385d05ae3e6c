/** One thread in Redis; not part of the API. */
@NullMarked
package dev.threadstore.internal.hot;

import org.jspecify.annotations.NullMarked;
