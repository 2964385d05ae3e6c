package dev.threadstore.cli;

/**
 * Stored text, made safe to print on a terminal: a message must not be able to move the cursor,
 * change colours or reorder what stands beside it.
 */
final class Printable {
  private Printable() {}

  /** For a cell of a table or a part of a sentence: line breaks are escaped as well. */
  static String line(String text) {
    return escape(text, false);
  }

  /** For a text of its own: line breaks and tabs stay. */
  static String block(String text) {
    return escape(text.replace("\r\n", "\n"), true);
  }

  private static String escape(String text, boolean keepLayout) {
    StringBuilder safe = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (keepLayout && (c == '\n' || c == '\t')) {
        safe.append(c);
      } else if (Character.isISOControl(c) || changesDirection(c)) {
        safe.append("\\u%04x".formatted((int) c));
      } else {
        safe.append(c);
      }
    }
    return safe.toString();
  }

  private static boolean changesDirection(char c) {
    return (c >= '\u202a' && c <= '\u202e') || (c >= '\u2066' && c <= '\u2069');
  }
}
