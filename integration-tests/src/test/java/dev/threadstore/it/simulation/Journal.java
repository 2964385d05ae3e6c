package dev.threadstore.it.simulation;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one client asks and is told, line by line in a file: a line before each call and one after
 * it. A SIGKILL leaves whole lines only, for each is one write.
 */
final class Journal implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String SUFFIX = ".journal";

  private final FileOutputStream file;

  @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
  private sealed interface Line {
    record Asked(long at, Ask ask) implements Line {}

    record Told(long at, Reply reply) implements Line {}
  }

  /**
   * Opens a journal.
   *
   * @param client no other one of this folder has this name
   */
  Journal(Path folder, String client) throws IOException {
    file = new FileOutputStream(folder.resolve(client + SUFFIX).toFile());
  }

  void asked(Ask ask) {
    write(new Line.Asked(System.nanoTime(), ask));
  }

  void told(Reply reply) {
    write(new Line.Told(System.nanoTime(), reply));
  }

  /** Asks a store, and notes it. */
  Reply note(Performer performer, Ask ask) {
    asked(ask);
    Reply reply = performer.perform(ask);
    told(reply);
    return reply;
  }

  private void write(Line line) {
    try {
      file.write((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** All calls of all clients, in the order in which they began. */
  static List<Call> read(Path folder) throws IOException {
    List<Call> calls = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(SUFFIX)).toList()) {
        String name = file.getFileName().toString();
        read(name.substring(0, name.length() - SUFFIX.length()), file, calls);
      }
    }
    calls.sort(Comparator.comparingLong(Call::begin));
    return calls;
  }

  private static void read(String client, Path file, List<Call> calls) throws IOException {
    Line.@Nullable Asked open = null;
    for (String text : Files.readAllLines(file)) {
      Line line = JSON.readValue(text, Line.class);
      if (line instanceof Line.Asked asked) {
        open = asked;
      } else if (line instanceof Line.Told told && open != null) {
        calls.add(new Call(client, open.ask(), open.at(), told.at(), told.reply()));
        open = null;
      }
    }
    if (open != null) {
      calls.add(new Call(client, open.ask(), open.at(), Call.NEVER, new Reply.Unknown()));
    }
  }
}
