package dev.threadstore.internal.archive;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.internal.archive.ArchiveEntry.Tombstone;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.Failpoints;
import dev.threadstore.internal.base.Nonces;
import dev.threadstore.model.ArchivedPage;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.NameEncoding;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.VerifyResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;

/** A cold store, as all threads see it. Thread-safe. */
public final class Archive implements AutoCloseable {
  /** A tombstone is never larger: two names of at most 200 bytes, numbers and hashes. */
  private static final long LARGEST_TOMBSTONE = 8192;

  private final ExecutorService executor;
  private final ColdCalls calls;
  private final ThreadStoreSettings settings;
  private final Nonces nonces;

  /**
   * Uses a store that stays the caller's.
   *
   * @param store the cold store; not closed by this
   * @param settings the store's settings
   * @param nonces where random tokens come from
   * @param failpoints what every call passes
   */
  public Archive(
      ColdStore store, ThreadStoreSettings settings, Nonces nonces, Failpoints failpoints) {
    AtomicLong count = new AtomicLong();
    executor =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "threadstore-cold-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    calls = new ColdCalls(store, executor, failpoints);
    this.settings = settings;
    this.nonces = nonces;
  }

  /**
   * A thread's entries.
   *
   * @param ref the thread
   * @return its entries, whether there are any or not
   */
  public EntryLog log(ThreadRef ref) {
    return new EntryLog(ref, calls, segments(ref), settings.maxAttempts());
  }

  private SegmentStore segments(ThreadRef ref) {
    return new SegmentStore(ref, calls, settings, nonces);
  }

  /**
   * A thread's history.
   *
   * @param ref the thread
   * @return its history
   */
  public History history(ThreadRef ref) {
    return new History(log(ref));
  }

  /**
   * The pins on a thread.
   *
   * @param ref the thread
   * @return its pins
   */
  public Pins pins(ThreadRef ref) {
    return new Pins(ref, calls, nonces, settings.maxAttempts());
  }

  /**
   * Removes a thread's objects.
   *
   * @param ref the thread
   * @param deadline when to give up
   * @return its collector, for one use
   */
  public Collector collector(ThreadRef ref, Deadline deadline) {
    return Collector.list(ref, this, calls, deadline);
  }

  /**
   * Reads and checks all objects on which a thread relies.
   *
   * @param ref the thread
   * @param deadline when to give up
   * @return what was found
   */
  public VerifyResult verify(ThreadRef ref, Deadline deadline) {
    return new Verification(ref, calls, log(ref), segments(ref), deadline).run();
  }

  /**
   * Prepares a look at what the cold store is good for.
   *
   * @param token random: keeps the probe's objects apart from another's
   * @return the probe
   */
  public ColdProbe probe(String token) {
    return new ColdProbe(calls, settings, token);
  }

  /**
   * Lists threads of a namespace whose newest entry is not a tombstone.
   *
   * @param namespace the namespace
   * @param after empty, or where the page before ended
   * @param limit about how many
   * @param deadline when to give up
   * @return the threads by encoded id, and where to go on
   */
  public Listing threads(String namespace, String after, int limit, Deadline deadline) {
    return list(
        namespace,
        after,
        limit,
        (ref, object) -> new ColdKeys(ref).number(object.key()).isPresent(),
        (ref, newest) -> !isTombstone(ref, newest, deadline),
        deadline);
  }

  /**
   * Reads the newest entries of threads, without their messages: of each the first bytes, several
   * at once.
   *
   * @param threads what a listing has found of them
   * @param deadline when to give up
   * @return in the same order; empty of one that is damaged, or has been purged since
   */
  public List<Optional<ArchiveEntry>> headers(List<Stored> threads, Deadline deadline) {
    List<Optional<ArchiveEntry>> headers = new ArrayList<>();
    Ahead.each(
        threads, thread -> log(thread.ref()).header(thread.newest(), deadline), headers::add);
    return headers;
  }

  /**
   * Lists threads of a namespace of which there is any object, be it a tombstone or a leftover.
   *
   * @param namespace the namespace
   * @param after empty, or where the page before ended
   * @param limit about how many
   * @param deadline when to give up
   * @return the threads by encoded id, and where to go on
   */
  public Listing stored(String namespace, String after, int limit, Deadline deadline) {
    return list(namespace, after, limit, (ref, any) -> true, (ref, any) -> true, deadline);
  }

  /**
   * Adds up what there is of each thread of a namespace. Reads nothing.
   *
   * @param namespace the namespace
   * @param after empty, or where the page before ended
   * @param limit how many threads
   * @param deadline when to give up
   * @return the threads by encoded id, and where to go on
   */
  public ArchivedPage measure(String namespace, String after, int limit, Deadline deadline) {
    return new Measurement(namespace, limit).run(calls, after, deadline);
  }

  /**
   * Lists threads by one of their objects.
   *
   * @param decides whether an object is the one of its thread that decides
   * @param isListed what it decides
   */
  private Listing list(
      String namespace,
      String after,
      int limit,
      BiPredicate<ThreadRef, ColdObject> decides,
      BiPredicate<ThreadRef, ColdObject> isListed,
      Deadline deadline) {
    String prefix = ColdKeys.namespace(namespace);
    List<Stored> threads = new ArrayList<>();
    String position = after.isEmpty() ? "" : prefix + after;
    ThreadRef summed = null;
    long bytes = 0;
    while (threads.size() < limit) {
      List<ColdObject> page = calls.list(prefix, position, ColdCalls.PAGE, deadline);
      ThreadRef done = null;
      for (ColdObject object : page) {
        Optional<ThreadRef> found = threadOf(namespace, object.key().substring(prefix.length()));
        if (found.isPresent() && found.get().equals(done)) {
          continue;
        }
        position = object.key();
        if (found.isEmpty()) {
          continue;
        }
        ThreadRef ref = found.get();
        bytes = ref.equals(summed) ? bytes + object.size() : object.size();
        summed = ref;
        if (!decides.test(ref, object)) {
          continue;
        }
        done = ref;
        position = new ColdKeys(ref).past();
        if (isListed.test(ref, object)) {
          long newest = new ColdKeys(ref).number(object.key()).orElse(0);
          threads.add(new Stored(ref, newest, bytes));
          if (threads.size() == limit) {
            return new Listing(threads, Optional.of(position.substring(prefix.length())));
          }
        }
      }
      if (page.size() < ColdCalls.PAGE) {
        return new Listing(threads, Optional.empty());
      }
    }
    return new Listing(threads, Optional.of(position.substring(prefix.length())));
  }

  /**
   * A page of threads.
   *
   * @param threads the threads
   * @param next where to go on; empty: nowhere
   */
  public record Listing(List<Stored> threads, Optional<String> next) {}

  /**
   * What a listing shows of a thread.
   *
   * @param ref the thread
   * @param newest the number of its newest entry; 0 if the listing did not look for it
   * @param bytes the size of all its objects in the listing up to and including that: its segments
   *     and the newest snapshot, as a page of the listing began before them
   */
  public record Stored(ThreadRef ref, long newest, long bytes) {}

  @Override
  public void close() {
    executor.shutdownNow();
  }

  private boolean isTombstone(ThreadRef ref, ColdObject newest, Deadline deadline) {
    if (newest.size() > LARGEST_TOMBSTONE) {
      return false;
    }
    long number = new ColdKeys(ref).number(newest.key()).orElseThrow();
    return log(ref)
        .look(number, deadline)
        .map(look -> look.intact().filter(s -> s.entry() instanceof Tombstone).isPresent())
        .orElse(true);
  }

  /** The thread that a key belongs to, or empty for a foreign object. */
  static Optional<ThreadRef> threadOf(String namespace, String keyBelowNamespace) {
    int slash = keyBelowNamespace.indexOf('/');
    if (slash < 0) {
      return Optional.empty();
    }
    try {
      String id = NameEncoding.decode(keyBelowNamespace.substring(0, slash));
      return Optional.of(new ThreadRef(namespace, id));
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }
}
