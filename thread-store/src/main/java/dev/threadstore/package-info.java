/** The entry: {@link dev.threadstore.ThreadStore} wires both tiers for an application. */
@NullMarked
package dev.threadstore;

import org.jspecify.annotations.NullMarked;
