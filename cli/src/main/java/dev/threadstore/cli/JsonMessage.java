package dev.threadstore.cli;

/**
 * A message as threadctl handles it: any JSON object, OpenAI's and Anthropic's among them.
 *
 * @param id its id in the thread; see {@link MessageIds}
 * @param json the message itself, {@linkplain CompactJson compact}; it need not contain the id
 */
record JsonMessage(String id, String json) {}
