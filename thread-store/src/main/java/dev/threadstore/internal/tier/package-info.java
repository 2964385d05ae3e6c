/** How a thread moves between the tiers: one class a protocol, and the manager that uses them. */
@NullMarked
package dev.threadstore.internal.tier;

import org.jspecify.annotations.NullMarked;
