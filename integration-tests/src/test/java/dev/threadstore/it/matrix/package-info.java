/**
 * Every operation, stopped, left without an answer or overtaken by a rival at each of its steps;
 * and a specification of what may be seen then.
 */
@NullMarked
package dev.threadstore.it.matrix;

import org.jspecify.annotations.NullMarked;
