package dev.threadstore.internal.archive;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.CreateOutcome;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.Tier;
import dev.threadstore.model.UnreadableSnapshotException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The numbered entries of one thread's history, and the protocol that adds one: entry n+1 is
 * created if there is none, by one who built on n; whoever finds one there reads it and decides.
 * Entries are immutable. Thread-safe.
 *
 * <p>All methods throw {@link StoreUnavailableException} if the cold store fails or the deadline
 * passes.
 */
public final class EntryLog {
  private static final Duration PAUSE = Duration.ofMillis(50);

  /** How far back a search for an intact snapshot goes. */
  private static final int MOST_LOOKED_BACK = 100;

  private static final int PAGE = 1000;

  private final ThreadRef ref;
  private final ColdKeys keys;
  private final ColdCalls calls;
  private final int maxAttempts;

  EntryLog(ThreadRef ref, ColdCalls calls, int maxAttempts) {
    this.ref = ref;
    this.keys = new ColdKeys(ref);
    this.calls = calls;
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
    return newestLater(deadline).get();
  }

  /**
   * Asks for the number of the newest entry without waiting for the answer.
   *
   * @param deadline when to give up
   * @return waits for the number; 0: there is none
   */
  public Supplier<Long> newestLater(Deadline deadline) {
    Supplier<List<ColdObject>> listing = calls.listing(keys.entries(), "", 1, deadline);
    return () ->
        listing.get().stream().map(object -> numberOf(object.key())).findFirst().orElse(0L);
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
      throw new UnreadableSnapshotException(
          ref, keys.entry(number), e.problem(), newestIntact(number - 1, deadline), e);
    }
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
      pause();
    }
    throw new StoreUnavailableException(
        Tier.ARCHIVED,
        "cold store gave no definite answer: key=`%s`".formatted(keys.entry(number)),
        doubt);
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
      List<ColdObject> page = calls.list(keys.entries(), after, PAGE, deadline);
      for (ColdObject object : page) {
        after = object.key();
        long found = numberOf(after);
        if (found < number) {
          return numbers;
        }
        numbers.add(found);
      }
      if (page.size() < PAGE) {
        return numbers;
      }
    }
  }

  private OptionalLong newestIntact(long from, Deadline deadline) {
    long least = Math.max(1, from - MOST_LOOKED_BACK + 1);
    for (long number = from; number >= least; number--) {
      Optional<Reading> look = look(number, deadline);
      if (look.isEmpty()) {
        return OptionalLong.empty();
      }
      if (look.get() instanceof Reading.Intact intact) {
        return intact.stored().entry().content().isPresent()
            ? OptionalLong.of(number)
            : OptionalLong.empty();
      }
    }
    return OptionalLong.empty();
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

  private static void pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException(Tier.ARCHIVED, "interrupted", e);
    }
  }
}
