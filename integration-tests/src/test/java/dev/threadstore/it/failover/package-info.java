/** Masters that die, hand over, or move their slots, while conversations go on. */
@NullMarked
package dev.threadstore.it.failover;

import org.jspecify.annotations.NullMarked;
