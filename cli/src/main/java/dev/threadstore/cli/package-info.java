/** The command line. */
@NullMarked
package dev.threadstore.cli;

import org.jspecify.annotations.NullMarked;
