package dev.threadstore.it.regions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.model.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the cold store must hold of one thread, whoever looks at it from wherever. */
final class Entries {
  /** The newest first. */
  private final List<Entry> all = new ArrayList<>();

  /**
   * A snapshot or a tombstone.
   *
   * @param version what it holds; null: it is a tombstone
   * @param sealed of a tombstone, what was hot where the thread was deleted; null: nothing
   */
  record Entry(long number, @Nullable Version version, @Nullable Revision sealed) {
    boolean isTombstone() {
      return version == null;
    }

    /** What a snapshot holds. */
    Version required() {
      return Objects.requireNonNull(version);
    }

    boolean buries(Revision revision) {
      return revision.equals(sealed);
    }
  }

  /** The number of the newest entry; 0: there is none. */
  long newest() {
    return all.isEmpty() ? 0 : all.get(0).number();
  }

  Optional<Entry> at(long number) {
    return all.stream().filter(entry -> entry.number() == number).findFirst();
  }

  /** What somebody gets who has only the archive; empty: there is no such thread. */
  Optional<Version> live() {
    return at(newest()).map(Entry::version);
  }

  /** The only way in: on top of the entry that the writer built on. */
  long add(long base, Version version) {
    return add(base, new Entry(base + 1, version, null));
  }

  long bury(@Nullable Revision sealed) {
    return add(newest(), new Entry(newest() + 1, null, sealed));
  }

  private long add(long base, Entry entry) {
    assertThat(newest()).as("what a new entry builds on").isEqualTo(base);
    all.add(0, entry);
    return entry.number();
  }

  /** The snapshots and the tombstone that can be told of, the newest first. */
  List<Entry> history() {
    List<Entry> history = new ArrayList<>();
    for (Entry entry : all) {
      history.add(entry);
      if (entry.isTombstone()) {
        break;
      }
    }
    return history;
  }

  List<Entry> snapshots() {
    return history().stream().filter(entry -> !entry.isTombstone()).toList();
  }

  List<Long> numbers() {
    return all.stream().map(Entry::number).toList();
  }

  /**
   * After a collection, which took old entries away.
   *
   * @param left the numbers of those that are still there
   * @return what is gone
   */
  List<Entry> keepOnly(List<Long> left) {
    assertThat(numbers()).as("entries after a collection").containsAll(left);
    List<Entry> gone = all.stream().filter(entry -> !left.contains(entry.number())).toList();
    all.removeAll(gone);
    return gone;
  }
}
