/** What tests of applications and of cold stores need. */
@NullMarked
package dev.threadstore.testsupport;

import org.jspecify.annotations.NullMarked;
