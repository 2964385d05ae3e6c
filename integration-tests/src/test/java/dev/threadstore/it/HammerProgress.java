package dev.threadstore.it;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * How far one {@link Hammer} has come with one thread: its messages are {@code <name>-0}, {@code
 * <name>-1}…, in this order. Built from its journal.
 */
final class HammerProgress {
  private final String name;

  /** Ends of batches that were sent after the last acknowledgement: each may be there or not. */
  private final TreeSet<Integer> tried = new TreeSet<>();

  private int acknowledged;

  HammerProgress(String name, List<HammerJournal.Entry> entries) {
    this.name = name;
    entries.forEach(this::add);
  }

  void add(HammerJournal.Entry entry) {
    if (entry.acknowledged()) {
      acknowledged = entry.to();
      tried.clear();
    } else {
      tried.add(entry.to());
    }
  }

  /** The number of messages that were acknowledged. */
  int acknowledged() {
    return acknowledged;
  }

  /** The end of the longest batch that was sent. */
  int tried() {
    return tried.isEmpty() ? acknowledged : tried.last();
  }

  /** Whether the thread may have so many messages of this hammer: batches are there whole. */
  boolean mayHave(int count) {
    return count == acknowledged || tried.contains(count);
  }

  /**
   * Looks at a whole thread: nothing is there twice; of this hammer's messages all acknowledged
   * ones are there, in order, and of those that were not acknowledged whole batches.
   *
   * @return how many messages of this hammer are there
   * @throws IllegalStateException if it is otherwise
   */
  int check(List<String> found) {
    if (new HashSet<>(found).size() != found.size()) {
      throw new IllegalStateException("messages are there twice: " + found);
    }
    List<String> own = found.stream().filter(id -> id.startsWith(name + "-")).toList();
    if (!own.equals(ids(0, own.size())) || !mayHave(own.size())) {
      throw new IllegalStateException(
          "name=`%s` acknowledged=`%d` tried=`%s` found=`%s`"
              .formatted(name, acknowledged, tried, own));
    }
    return own.size();
  }

  /** Messages of a hammer that were added by one append, if they are there. */
  record Batch(int from, int to) {}

  /**
   * What stands together: what an acknowledged append has added, and what an append that was not
   * acknowledged would have added beyond the one before.
   */
  static List<Batch> batches(List<HammerJournal.Entry> entries) {
    List<Batch> batches = new ArrayList<>();
    HammerProgress replayed = new HammerProgress("", List.of());
    for (HammerJournal.Entry entry : entries) {
      int from = entry.acknowledged() ? entry.from() : replayed.tried();
      batches.add(new Batch(from, entry.to()));
      replayed.add(entry);
    }
    return batches;
  }

  List<String> ids(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> name + "-" + i).toList();
  }
}
