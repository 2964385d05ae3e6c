package dev.threadstore.it.simulation;

/**
 * One call of one client, as its journal has it.
 *
 * @param client who asked
 * @param begin nanoseconds, by a clock that all processes of a machine share
 * @param end the same; {@link #NEVER} if no definite answer came
 */
record Call(String client, Ask ask, long begin, long end, Reply reply) {
  static final long NEVER = Long.MAX_VALUE;

  boolean isOpenEnded() {
    return reply instanceof Reply.Unknown;
  }

  /** The same call, if the client had not heard the answer. */
  Call unanswered() {
    return new Call(client, ask, begin, NEVER, new Reply.Unknown());
  }

  @Override
  public String toString() {
    // Most texts of messages follow from their ids.
    String text = client + " " + ask + " -> " + reply;
    return text.replaceAll("Note\\[id=([^,]*), text=text of \\1\\]", "$1");
  }
}
