/**
 * The command line {@code threadctl}. {@link dev.threadstore.cli.Threadctl} is where it starts;
 * each command is one class named after it, {@code ImportCommand} for {@code import}.
 */
@NullMarked
package dev.threadstore.cli;

import org.jspecify.annotations.NullMarked;
