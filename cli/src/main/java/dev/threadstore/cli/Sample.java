package dev.threadstore.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The small conversations that ship with threadctl. The first, which the demo takes, is written as
 * OpenAI does, with tool calls and a state; the second as Anthropic does.
 */
final class Sample {
  private static final String RESOURCE = "sample.jsonl";

  private Sample() {}

  /** The first conversation. */
  static Conversation first() {
    InputStream resource = Sample.class.getResourceAsStream(RESOURCE);
    if (resource == null) {
      throw new IllegalStateException("no resource: name=`" + RESOURCE + "`");
    }
    try (LineReader lines = new LineReader(resource)) {
      LineReader.Line line = lines.next();
      if (line == null) {
        throw new IllegalStateException("empty resource: name=`" + RESOURCE + "`");
      }
      return new ConversationFormat().parse(line.text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (BadInputException e) {
      throw new IllegalStateException(e);
    }
  }
}
