/** Measurements beside the bare limit. Run by {@code benchmarks/run}. */
@NullMarked
package dev.threadstore.benchmarks;

import org.jspecify.annotations.NullMarked;
