package dev.threadstore.internal.archive;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.CreateOutcome;
import dev.threadstore.internal.archive.ArchiveEntry.Snapshot;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.Segments;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.UnreadableSnapshotException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The numbered entries of one thread's history, and the protocol that adds one: entry n+1 is
 * created if there is none, by one who built on n; whoever finds one there reads it and decides.
 * Entries are immutable. Thread-safe.
 *
 * <p>All methods throw {@link StoreUnavailableException} if the cold store fails or the deadline
 * passes.
 */
public final class EntryLog {
  /** Most threads have fewer segments. */
  private static final int GLANCE = 100;

  private final ThreadRef ref;
  private final ColdKeys keys;
  private final ColdCalls calls;
  private final SegmentStore segments;
  private final int maxAttempts;

  EntryLog(ThreadRef ref, ColdCalls calls, SegmentStore segments, int maxAttempts) {
    this.ref = ref;
    this.keys = new ColdKeys(ref);
    this.calls = calls;
    this.segments = segments;
    this.maxAttempts = maxAttempts;
  }

  /** What became of an attempt to add an entry. */
  public sealed interface Added {
    /**
     * It is durable.
     *
     * @param bytes the size of its object
     */
    record Mine(long bytes) implements Added {}

    /**
     * Somebody else's entry has that number.
     *
     * @param rival the other entry
     */
    record Rivals(StoredEntry rival) implements Added {}
  }

  /**
   * The number of the newest entry.
   *
   * @param deadline when to give up
   * @return the number; 0: there is none
   */
  public long newest(Deadline deadline) {
    return numbers(1, deadline).stream().findFirst().orElse(0L);
  }

  /**
   * Lists the newest entry and the thread's segments, in one request for all but very long threads.
   *
   * @param deadline when to give up
   * @return what was found
   */
  public Glance glance(Deadline deadline) {
    return glanceLater(deadline).get();
  }

  /**
   * As {@link #glance}, without waiting for the answer.
   *
   * @param deadline when to give up
   * @return waits for it
   */
  public Supplier<Glance> glanceLater(Deadline deadline) {
    // Behind the pins, and before the entries, of which the newest comes first.
    Supplier<List<ColdObject>> first = calls.listing(keys.all(), keys.segments(), GLANCE, deadline);
    return () -> {
      Set<String> segments = new HashSet<>();
      List<ColdObject> page = first.get();
      int limit = GLANCE;
      while (true) {
        for (ColdObject object : page) {
          if (object.key().startsWith(keys.entries())) {
            return new Glance(keys.segments(), segments, numberOf(object.key()));
          }
          segments.add(object.key());
        }
        if (page.size() < limit) {
          return new Glance(keys.segments(), segments, 0);
        }
        limit = ColdCalls.PAGE;
        page = calls.list(keys.all(), page.get(page.size() - 1).key(), limit, deadline);
      }
    };
  }

  /**
   * Reads and verifies an entry.
   *
   * @param number its number
   * @param deadline when to give up
   * @return the entry, or empty if there is none
   * @throws UnreadableSnapshotException if it is damaged; names the newest older snapshot that is
   *     intact
   */
  public Optional<StoredEntry> read(long number, Deadline deadline) {
    Optional<byte[]> object = calls.read(keys.entry(number), deadline);
    if (object.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse(number, object.get()));
    } catch (UnreadableObjectException e) {
      throw unreadable(number, keys.entry(number), e.problem(), e, deadline);
    }
  }

  /**
   * Starts to read an entry without its messages, and without verifying a checksum.
   *
   * @param number its number
   * @param deadline when to give up
   * @return waits for the entry: empty if there is none, or it is damaged
   */
  Pending<Optional<ArchiveEntry>> header(long number, Deadline deadline) {
    return calls
        .readingStart(keys.entry(number), SnapshotReader.START_BYTES, deadline)
        .map(
            start -> {
              if (start.isEmpty()) {
                return Optional.empty();
              }
              try {
                return Optional.of(SnapshotReader.readHeader(ref, number, start.get()));
              } catch (UnreadableObjectException e) {
                // Of a very long thread it may be longer.
                return look(number, deadline).flatMap(Reading::intact).map(StoredEntry::entry);
              }
            });
  }

  /**
   * Looks whether segments are there that a snapshot refers to, as far as a listing shows.
   *
   * @param number the snapshot's number
   * @param wanted some of its segments
   * @param glance an earlier listing, which may do
   * @param deadline when to give up
   * @throws UnreadableSnapshotException if one of the thread's own is missing
   */
  public void requirePresent(long number, Segments wanted, Glance glance, Deadline deadline) {
    if (glance.missing(wanted).isPresent()) {
      glance(deadline)
          .missing(wanted)
          .ifPresent(
              segment -> {
                throw unreadable(number, segment.key(), "object is missing", null, deadline);
              });
    }
  }

  /**
   * Reads a snapshot's messages.
   *
   * @param snapshot the snapshot
   * @param deadline when to give up
   * @return reads them
   */
  public MessageReader messages(Snapshot snapshot, Deadline deadline) {
    return new MessageReader(this, segments, snapshot, deadline);
  }

  /**
   * Cuts segments from the messages that an attempt to write a snapshot takes.
   *
   * @param number the number that the snapshot will have
   * @param kept the segments to which it will refer already
   * @param deadline when to give up
   * @return takes the messages behind those
   */
  public SegmentWriter segments(long number, Segments kept, Deadline deadline) {
    return new SegmentWriter(segments, number, kept, deadline);
  }

  /** An object of a snapshot is damaged; looks for the newest older one that is intact. */
  UnreadableSnapshotException unreadable(
      long number, String key, String problem, @Nullable Throwable cause, Deadline deadline) {
    OptionalLong newestIntact = OptionalLong.empty();
    StoreUnavailableException failure = null;
    try {
      newestIntact = new IntactSearch(this, segments, deadline).newestBelow(number);
    } catch (StoreUnavailableException e) {
      // What is damaged is to be named all the same.
      failure = e;
    }
    UnreadableSnapshotException unreadable =
        new UnreadableSnapshotException(ref, key, problem, newestIntact, cause);
    if (failure != null) {
      unreadable.addSuppressed(failure);
    }
    return unreadable;
  }

  /**
   * Reads and verifies an entry, and reports damage as a result.
   *
   * @param number its number
   * @param deadline when to give up
   * @return the entry, or what is wrong with it; empty if there is none
   */
  public Optional<Reading> look(long number, Deadline deadline) {
    Optional<byte[]> object = calls.read(keys.entry(number), deadline);
    if (object.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Reading.Intact(parse(number, object.get())));
    } catch (UnreadableObjectException e) {
      return Optional.of(new Reading.Damaged(object.get().length, e.problem()));
    }
  }

  /** What reading an entry has found. */
  public sealed interface Reading {
    /**
     * The entry, if it is intact.
     *
     * @return empty if it is damaged
     */
    Optional<StoredEntry> intact();

    /**
     * It is intact.
     *
     * @param stored the entry
     */
    record Intact(StoredEntry stored) implements Reading {
      @Override
      public Optional<StoredEntry> intact() {
        return Optional.of(stored);
      }
    }

    /**
     * It is not.
     *
     * @param bytes the size of its object
     * @param problem what is wrong with it
     */
    record Damaged(long bytes, String problem) implements Reading {
      @Override
      public Optional<StoredEntry> intact() {
        return Optional.empty();
      }
    }
  }

  /**
   * Adds an entry unless its number is taken. A create whose answer was lost is resolved by reading
   * back; nothing there proves nothing, for it may still be on its way, so it is tried again until
   * the answer is definite.
   *
   * @param entry the entry, with a writer token of its own
   * @param deadline when to give up
   * @return whether it is durable, or whose is
   * @throws StoreUnavailableException if that could not be found out: the entry may be there or
   *     come
   * @throws UnreadableSnapshotException if a damaged entry has that number
   */
  public Added add(ArchiveEntry entry, Deadline deadline) {
    long number = entry.position().number();
    byte[] object = SnapshotWriter.write(entry);
    StoreUnavailableException doubt = null;
    for (int attempt = 1; attempt <= maxAttempts && !deadline.hasPassed(); attempt++) {
      try {
        if (calls.create(keys.entry(number), object, deadline) == CreateOutcome.CREATED) {
          return new Added.Mine(object.length);
        }
      } catch (StoreUnavailableException e) {
        doubt = e;
      }
      try {
        Optional<StoredEntry> found = read(number, deadline);
        if (found.isPresent()) {
          String writer = found.get().entry().position().writer();
          return writer.equals(entry.position().writer())
              ? new Added.Mine(object.length)
              : new Added.Rivals(found.get());
        }
      } catch (StoreUnavailableException e) {
        doubt = e;
      }
      ColdCalls.pause();
    }
    throw ColdCalls.indefinite(keys.entry(number), doubt);
  }

  /** The numbers of the newest entries, newest first. */
  List<Long> numbers(int limit, Deadline deadline) {
    return calls.list(keys.entries(), "", limit, deadline).stream()
        .map(object -> numberOf(object.key()))
        .toList();
  }

  /** The numbers of all entries that are not older than one, newest first. */
  List<Long> numbersDownTo(long number, Deadline deadline) {
    List<Long> numbers = new ArrayList<>();
    String after = "";
    while (true) {
      List<ColdObject> page = calls.list(keys.entries(), after, ColdCalls.PAGE, deadline);
      for (ColdObject object : page) {
        after = object.key();
        long found = numberOf(after);
        if (found < number) {
          return numbers;
        }
        numbers.add(found);
      }
      if (page.size() < ColdCalls.PAGE) {
        return numbers;
      }
    }
  }

  private StoredEntry parse(long number, byte[] object) throws UnreadableObjectException {
    return new StoredEntry(SnapshotReader.read(ref, number, object), object.length);
  }

  private long numberOf(String key) {
    return keys.number(key)
        .orElseThrow(
            () ->
                new UnreadableSnapshotException(
                    ref, key, "a foreign object among the entries", OptionalLong.empty(), null));
  }
}
