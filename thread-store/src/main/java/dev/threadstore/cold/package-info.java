/** The service provider interface of cold stores: opaque bytes under keys. */
@NullMarked
package dev.threadstore.cold;

import org.jspecify.annotations.NullMarked;
