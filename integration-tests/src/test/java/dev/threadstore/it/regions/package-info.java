/** Two Redises far from each other on one cold store, beside a model of what each must see. */
@NullMarked
package dev.threadstore.it.regions;

import org.jspecify.annotations.NullMarked;
