/**
 * Many clients in several processes work on the same threads while everything around them fails,
 * and a checker decides from what they recorded whether the promises held. See docs/testing.md.
 */
@NullMarked
package dev.threadstore.it.simulation;

import org.jspecify.annotations.NullMarked;
