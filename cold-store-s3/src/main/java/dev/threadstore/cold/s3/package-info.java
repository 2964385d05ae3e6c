/** A cold store in an S3 bucket. */
@NullMarked
package dev.threadstore.cold.s3;

import org.jspecify.annotations.NullMarked;
