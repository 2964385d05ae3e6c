package dev.threadstore.cli;

/**
 * Input from a file or the command line is not what it has to be. The message says what is wrong,
 * in lower case and without quoting the input; whoever reads the file adds the line's number.
 */
final class BadInputException extends Exception {
  private static final long serialVersionUID = 1L;

  BadInputException(String problem) {
    super(problem);
  }

  String problem() {
    return String.valueOf(getMessage());
  }
}
