/**
 * One thread in a cold store: its keys, the format of its objects, the numbered history and the
 * protocol that extends it. Knows no Redis.
 */
@NullMarked
package dev.threadstore.internal.archive;

import org.jspecify.annotations.NullMarked;
