/** How a thread moves between the tiers; not part of the API. */
@NullMarked
package dev.threadstore.internal.tier;

import org.jspecify.annotations.NullMarked;
