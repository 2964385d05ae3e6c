package dev.threadstore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.threadstore.fuzz.Problems;
import dev.threadstore.fuzz.Target;
import dev.threadstore.model.ThreadStoreSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * A file to import: each of its lines is a conversation or reported as a bad one, and what was
 * taken can be written, read again and shown. The first byte says how the file is read: its lines
 * as conversations or as messages, and whether it is packed before.
 */
public final class ImportTarget implements Target {
  private static final ImportLimits LIMITS =
      new ImportLimits("default", ThreadStoreSettings.defaults());

  private static final int MESSAGES = 1;
  private static final int PACKED = 2;

  private final Path file;

  public ImportTarget() {
    try {
      file = Files.createTempFile("threadstore-fuzz-", ".jsonl");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    file.toFile().deleteOnExit();
  }

  @Override
  public List<byte[]> seeds() throws IOException {
    String conversations =
        """
        {"thread":"t","messages":[{"role":"user","content":"hi"},{"id":"1","n":1.50}],"state":{"b":1e3}}
        {"state":null,"messages":[{"id":7}],"thread":"\\u00e9 x","meta":{"a":[1,{}]}}

        """;
    String messages =
        """
        {"role":"user","content":[{"type":"text","text":"hi"},{"type":"tool_use","name":"f","input":{},"id":"c"}]}
        {"id":"2","role":"tool","tool_call_id":"c","content":"\\ud83d\\ude00 \\ud800"}
        """;
    List<byte[]> seeds = new ArrayList<>();
    for (int how = 0; how < 4; how++) {
      seeds.add(input(how, conversations.getBytes(UTF_8)));
      seeds.add(input(how, messages.getBytes(UTF_8)));
    }
    // Found here: the key was repeated in the problem, however long.
    String key = "\"" + "k".repeat(20_000) + "\":1";
    seeds.add(input(0, ("{" + key + "," + key + "}").getBytes(UTF_8)));
    seeds.add(input(0, packed(conversations.getBytes(UTF_8))));
    seeds.add(input(PACKED, packed(conversations.getBytes(UTF_8))));
    return seeds;
  }

  @Override
  public void read(byte[] input) throws Exception {
    if (input.length == 0) {
      return;
    }
    byte[] content = Arrays.copyOfRange(input, 1, input.length);
    Files.write(file, (input[0] & PACKED) != 0 ? packed(content) : content);
    String thread = (input[0] & MESSAGES) != 0 ? "t" : null;
    List<ImportSource> sources = List.of(new ImportSource("file", file));
    try (ImportReader reader = new ImportReader(sources, thread, LIMITS)) {
      for (ImportItem item = reader.next(); item != null; item = reader.next()) {
        if (item.conversation() == null) {
          Problems.requireReadable(item.problem());
        } else {
          requireSame(item.conversation());
        }
      }
    }
    JsonMessage shown = new JsonMessageCodec().decode("id", content);
    MessageText.of(0, shown);
  }

  private static void requireSame(Conversation conversation) throws BadInputException {
    String line =
        ConversationFormat.write(
            conversation.thread(), conversation.messages(), conversation.state());
    Conversation again = new ConversationFormat().parse(line);
    if (!again.equals(conversation)) {
      throw new AssertionError("written and read again: " + again);
    }
    JsonMessageCodec codec = new JsonMessageCodec();
    for (JsonMessage message : conversation.messages()) {
      MessageText.of(0, message);
      JsonMessage stored = codec.decode(message.id(), codec.encode(message));
      if (!stored.equals(message)) {
        throw new AssertionError("stored and read again: " + stored);
      }
    }
  }

  private static byte[] input(int how, byte[] content) {
    byte[] input = new byte[1 + content.length];
    input[0] = (byte) how;
    System.arraycopy(content, 0, input, 1, content.length);
    return input;
  }

  private static byte[] packed(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(content);
    }
    return packed.toByteArray();
  }
}
