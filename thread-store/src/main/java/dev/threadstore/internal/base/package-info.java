/** What both tiers need and neither owns: records and images on their way, deadlines, nonces. */
@NullMarked
package dev.threadstore.internal.base;

import org.jspecify.annotations.NullMarked;
