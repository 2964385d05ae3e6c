/**
 * One thread in Redis: its keys, one Lua script a transition, the port to the client. Knows no cold
 * store.
 */
@NullMarked
package dev.threadstore.internal.hot;

import org.jspecify.annotations.NullMarked;
