package dev.threadstore.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What one {@link Hammer} has tried to append and what was acknowledged. Each entry is one write of
 * a few bytes, so a SIGKILL leaves it whole or not at all, and the next life of that hammer goes on
 * from there.
 */
final class HammerJournal {
  private final Path file;

  HammerJournal(Path file) {
    this.file = file;
  }

  /**
   * Messages of a hammer, by their numbers.
   *
   * @param acknowledged whether all of them were added, by one append, and that was acknowledged;
   *     otherwise an append that may add them is about to be sent
   * @param thread the number of the thread
   * @param from the first message
   * @param to the message after the last one
   */
  record Entry(boolean acknowledged, int thread, int from, int to) {}

  void add(Entry entry) {
    String line =
        "%s %d %d %d%n"
            .formatted(
                entry.acknowledged() ? "ack" : "try", entry.thread(), entry.from(), entry.to());
    try {
      Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Entry> entries() {
    try {
      return Files.exists(file)
          ? Files.readAllLines(file).stream().map(HammerJournal::parsed).toList()
          : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Entry> entries(int thread) {
    return entries().stream().filter(entry -> entry.thread() == thread).toList();
  }

  private static Entry parsed(String line) {
    String[] fields = line.split(" ", -1);
    return new Entry(
        fields[0].equals("ack"),
        Integer.parseInt(fields[1]),
        Integer.parseInt(fields[2]),
        Integer.parseInt(fields[3]));
  }
}
