package dev.threadstore.internal.base;

import dev.threadstore.model.ThreadRef;
import org.jspecify.annotations.Nullable;

/**
 * Segments that a fork may use as soon as they are pinned, if the snapshot that refers to them is
 * still there then.
 *
 * @param lender the thread to which the snapshot belongs
 * @param number the snapshot's number
 * @param stamp the stamp in it
 */
public record Loan(ThreadRef lender, long number, String stamp) {

  /**
   * For the head in Redis: {@code <namespace> <id> <number> <stamp>}, both names encoded.
   *
   * @return the text
   */
  public String text() {
    return String.join(
        " ", lender.encodedNamespace(), lender.encodedId(), Long.toString(number), stamp);
  }

  /**
   * Reads what {@link #text()} has written.
   *
   * @param text the text
   * @return the loan, or null for an empty text
   */
  public static @Nullable Loan of(String text) {
    if (text.isEmpty()) {
      return null;
    }
    String[] words = text.split(" ", -1);
    return new Loan(ThreadRef.ofEncoded(words[0], words[1]), Long.parseLong(words[2]), words[3]);
  }
}
