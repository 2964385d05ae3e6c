package dev.threadstore.it.simulation;

/**
 * One call of one client, as its journal has it.
 *
 * @param client who asked
 * @param begin nanoseconds, by a clock that all processes of a machine share
 * @param returned the same; {@link #NEVER} if the client did not live to see it
 */
record Call(String client, Ask ask, long begin, long returned, Reply reply) {
  static final long NEVER = Long.MAX_VALUE;

  /** Whether its effect, if it has one, can come at any time. */
  boolean isOpenEnded() {
    return reply instanceof Reply.Unknown;
  }

  /** When its effect had come at the latest. */
  long end() {
    return isOpenEnded() ? NEVER : returned;
  }

  /** The same call, if the client had not heard the answer. */
  Call unanswered() {
    return new Call(client, ask, begin, returned, new Reply.Unknown());
  }

  @Override
  public String toString() {
    // Most texts of messages follow from their ids.
    String text = client + " " + ask + " -> " + reply;
    return text.replaceAll("Note\\[id=([^,]*), text=text of \\1\\]", "$1");
  }
}
