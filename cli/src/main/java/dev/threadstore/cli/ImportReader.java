package dev.threadstore.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the items of all files, one after the other. Without a thread, every line is a
 * conversation. With one, every line is a message of it, and all files together are one
 * conversation. Not thread-safe.
 */
final class ImportReader implements AutoCloseable {
  private final Iterator<ImportSource> sources;
  private final ImportLimits limits;
  private final ConversationFormat format = new ConversationFormat();
  private final @Nullable MessageLines messages;
  private @Nullable ImportSource source;
  private @Nullable LineReader lines;
  private long positionBefore;
  private boolean ended;

  /**
   * @param thread the thread to which all messages belong, or null if the lines are conversations
   */
  ImportReader(List<ImportSource> sources, @Nullable String thread, ImportLimits limits) {
    this.sources = sources.iterator();
    this.limits = limits;
    this.messages = thread == null ? null : new MessageLines(thread);
  }

  /** The next item, or null at the end. */
  @Nullable ImportItem next() {
    while (!ended) {
      ImportItem item = nextLine();
      if (item != null) {
        return item;
      }
    }
    return null;
  }

  /** Reads a line, or goes from one file to the next; null if that gave no item. */
  private @Nullable ImportItem nextLine() {
    ImportSource from = source;
    LineReader reader = lines;
    if (from == null || reader == null) {
      return nextSource();
    }
    try {
      LineReader.Line line = reader.next();
      if (line == null) {
        closeSource();
        return null;
      }
      String where = from.name() + ":" + line.number();
      try {
        return parse(where, line.text());
      } catch (BadInputException e) {
        return ImportItem.bad(where, e.problem());
      }
    } catch (IOException e) {
      return broken(from, e);
    }
  }

  private @Nullable ImportItem parse(String where, String text) throws BadInputException {
    if (messages != null) {
      messages.add(where, text);
      return null;
    }
    Conversation conversation = format.parse(text);
    limits.check(conversation);
    return ImportItem.good(where, conversation);
  }

  private @Nullable ImportItem nextSource() {
    if (!sources.hasNext()) {
      ended = true;
      return messages == null ? null : messages.end();
    }
    ImportSource next = sources.next();
    source = next;
    try {
      lines = new LineReader(next.open());
      return null;
    } catch (IOException e) {
      return broken(next, e);
    }
  }

  private ImportItem broken(ImportSource from, IOException e) {
    try {
      closeSource();
    } catch (IOException suppressed) {
      e.addSuppressed(suppressed);
    }
    String problem = "cannot be read to its end: " + e.getMessage();
    return ImportItem.bad(from.name(), problem);
  }

  private void closeSource() throws IOException {
    LineReader reader = lines;
    source = null;
    lines = null;
    if (reader != null) {
      positionBefore += reader.position();
      reader.close();
    }
  }

  /** How many bytes of the files were read so far. */
  long position() {
    return positionBefore + (lines == null ? 0 : lines.position());
  }

  /** Keys of conversations that mean nothing to us. */
  Set<String> ignoredKeys() {
    return format.ignoredKeys();
  }

  @Override
  public void close() throws IOException {
    closeSource();
  }

  /** Gathers the messages of one thread. */
  private final class MessageLines {
    private final String thread;
    private final MessageIds ids = new MessageIds();
    private final List<JsonMessage> gathered = new ArrayList<>();
    private String first = "";

    private MessageLines(String thread) {
      this.thread = thread;
    }

    private void add(String where, String text) throws BadInputException {
      JsonMessage message = ids.identify(CompactJson.of(text));
      limits.check(message);
      gathered.add(message);
      first = first.isEmpty() ? where : first;
    }

    private @Nullable ImportItem end() {
      return gathered.isEmpty()
          ? null
          : ImportItem.good(first, new Conversation(thread, gathered, null));
    }
  }
}
