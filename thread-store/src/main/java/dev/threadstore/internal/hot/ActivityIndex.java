package dev.threadstore.internal.hot;

import static dev.threadstore.internal.hot.ThreadScripts.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.hot.RedisCalls.Sent;
import dev.threadstore.model.ArchiveBacklog;
import dev.threadstore.model.FailingThread;
import dev.threadstore.model.IdleArchiverSettings;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.NameEncoding;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadRef;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Which threads may be hot, and since when nobody is known to have used them. A hint for those who
 * look for idle threads, and never the truth: no promise rests on it, and it may be lost.
 *
 * <p>A thread is entered before it becomes hot, once its gate stands and before it is installed,
 * and stays until somebody finds that it is not hot: who has <em>claimed</em> it, and after that
 * has either seen it live and then gone, or found {@linkplain HotTier#isVacant neither head nor
 * gate}. Whatever is installed later needs a gate that was asked for later, so its touch comes
 * after the claim too, and a claim ends without taking that away. So no crash leaves a hot thread
 * without entry, only entries without a hot thread. What is done with a hot thread is not noted;
 * whoever claims it asks the thread itself.
 *
 * <p>Each method that takes a deadline is one script and so one round trip. Thread-safe. Throws
 * {@link StoreUnavailableException} if Redis refuses or does not answer.
 */
public final class ActivityIndex {
  /** Where somebody looks for idle threads, no entry becomes that old. */
  private static final Duration FORGOTTEN_AFTER = IdleArchiverSettings.LONGEST_IDLE.multipliedBy(2);

  private static final int FAILING_AT_ONCE = 200;

  private final HotTier tier;
  private final Set<String> enrolled = ConcurrentHashMap.newKeySet();

  ActivityIndex(HotTier tier) {
    this.tier = tier;
  }

  /**
   * A thread that nobody else looks after until the lease ends.
   *
   * @param ref the thread
   * @param ends when the lease ends: known to its holder alone
   * @param lastActivity when it was used last, as far as the index knows
   */
  public record Claim(ThreadRef ref, String ends, String lastActivity) {}

  /**
   * What was claimed at once.
   *
   * @param claims the threads, the one idle for longest first
   * @param mayHaveMore whether there may be more of them
   */
  public record Claims(List<Claim> claims, boolean mayHaveMore) {}

  /** Begins to enter a thread; what is returned waits until it is done. */
  Runnable touch(ThreadRef ref, Deadline deadline) {
    IndexShard shard = IndexShard.of(ref);
    Supplier<CompletionStage<List<Object>>> touch =
        sending(Script.TOUCH, shard.keys(), bytes(ref.encodedId()), micros(FORGOTTEN_AFTER));
    if (enrolled.contains(ref.namespace())) {
      Sent<List<Object>> sent = tier.calls().send(Script.TOUCH.step(), touch);
      return () -> HotTier.answered(sent, deadline);
    }
    Supplier<CompletionStage<List<Object>>> enroll = enrolling(ref.namespace());
    Sent<List<Object>> both =
        tier.calls()
            .send(
                Script.TOUCH.step(),
                () -> touch.get().thenCombine(enroll.get(), (touched, ignored) -> touched));
    return () -> {
      HotTier.answered(both, deadline);
      enrolled.add(ref.namespace());
    };
  }

  /**
   * Takes threads that are idle.
   *
   * @param shard where
   * @param idle how long nobody is known to have used them
   * @param lease for how long to take them
   * @param most at most so many
   * @param deadline when to give up
   * @return the threads
   */
  public Claims claim(
      IndexShard shard, Duration idle, Duration lease, int most, Deadline deadline) {
    List<String> reply =
        run(Script.CLAIM, shard.keys(), deadline, micros(idle), micros(lease), bytes(most));
    List<Claim> claims = new ArrayList<>();
    for (int i = 3; i < reply.size(); i += 2) {
      Optional<ThreadRef> ref = thread(shard, reply.get(i));
      if (ref.isPresent()) {
        claims.add(new Claim(ref.get(), reply.get(1), reply.get(i + 1)));
      }
    }
    return new Claims(claims, reply.get(2).equals("1"));
  }

  /** Where threads stand that a claim would take. */
  public enum Standing {
    /** They may be hot. */
    ACTIVE,
    /** Their lease, or their pause after a failure, has ended. */
    LEASED
  }

  /**
   * Threads that a claim would take.
   *
   * @param threads the threads
   * @param mayHaveMore whether there may be more of them
   */
  public record Due(List<ThreadRef> threads, boolean mayHaveMore) {}

  /**
   * Reads what a claim would take now, and takes nothing.
   *
   * @param shard where
   * @param idle how long nobody is known to have used them
   * @param standing which of them; the others have to be asked for, too
   * @param skip how many entries to leave out at the beginning
   * @param most how many entries to look at
   * @param deadline when to give up
   * @return the threads
   */
  public Due due(
      IndexShard shard, Duration idle, Standing standing, long skip, int most, Deadline deadline) {
    List<String> reply =
        run(
            Script.DUE,
            shard.keys(),
            deadline,
            micros(idle),
            bytes(standing.name().toLowerCase(Locale.ROOT)),
            bytes(skip),
            bytes(most));
    List<ThreadRef> threads =
        reply.stream().skip(2).map(id -> thread(shard, id)).flatMap(Optional::stream).toList();
    return new Due(threads, reply.get(1).equals("1"));
  }

  /**
   * What stands in the index.
   *
   * @param entries how many threads, some twice
   * @param overdue those that no archiver has taken although none leaves a thread idle for so long
   * @param failing those that could not be archived
   */
  public record Census(long entries, long overdue, long failing) {
    /** Nothing. */
    public static final Census EMPTY = new Census(0, 0, 0);

    /**
     * Adds up.
     *
     * @param other what stands elsewhere
     * @return both
     */
    public Census plus(Census other) {
      return new Census(entries + other.entries, overdue + other.overdue, failing + other.failing);
    }
  }

  /**
   * Counts what stands in a shard.
   *
   * @param shard the shard
   * @param deadline when to give up
   * @return the counts
   */
  public Census census(IndexShard shard, Deadline deadline) {
    List<String> reply =
        run(Script.CENSUS, shard.keys(), deadline, micros(IdleArchiverSettings.LONGEST_IDLE));
    return new Census(
        Long.parseLong(reply.get(1)), Long.parseLong(reply.get(2)), Long.parseLong(reply.get(3)));
  }

  /**
   * Counts threads that are not in the index.
   *
   * @param shard their shard
   * @param threads the threads
   * @param deadline when to give up
   * @return how many are not there
   */
  public long unlisted(IndexShard shard, Collection<ThreadRef> threads, Deadline deadline) {
    byte[][] ids = threads.stream().map(ref -> bytes(ref.encodedId())).toArray(byte[][]::new);
    return Long.parseLong(run(Script.UNLISTED, shard.keys(), deadline, ids).get(1));
  }

  /**
   * Ends a claim: the thread is not hot any more, and was found so after the claim as the class
   * comment says.
   *
   * @param claim the claim
   * @param deadline when to give up
   * @return whether the caller still held it
   */
  public boolean settleGone(Claim claim, Deadline deadline) {
    return settle(claim, deadline, bytes("gone"));
  }

  /**
   * Ends a claim: somebody has used the thread.
   *
   * @param claim the claim
   * @param idle how long ago
   * @param deadline when to give up
   * @return whether the caller still held it
   */
  public boolean settleUsed(Claim claim, Duration idle, Deadline deadline) {
    return settle(claim, deadline, bytes("used"), micros(idle));
  }

  /**
   * Ends a claim: the thread was not looked at.
   *
   * @param claim the claim
   * @param deadline when to give up
   * @return whether the caller still held it
   */
  public boolean settleBack(Claim claim, Deadline deadline) {
    return settle(claim, deadline, bytes("back"), bytes(claim.lastActivity()));
  }

  /**
   * Ends a claim: the thread could not be archived. Nobody claims it for some time, which doubles
   * with each failure.
   *
   * @param claim the claim
   * @param problem why
   * @param first the time after the first failure
   * @param longest the longest time
   * @param deadline when to give up
   * @return whether the caller still held it
   */
  public boolean settleFailed(
      Claim claim, String problem, Duration first, Duration longest, Deadline deadline) {
    return settle(claim, deadline, bytes("failed"), bytes(problem), micros(first), micros(longest));
  }

  private boolean settle(Claim claim, Deadline deadline, byte[]... found) {
    byte[][] arguments = new byte[2 + found.length][];
    arguments[0] = bytes(claim.ref().encodedId());
    arguments[1] = bytes(claim.ends());
    System.arraycopy(found, 0, arguments, 2, found.length);
    byte[][] keys = IndexShard.of(claim.ref()).keys();
    return run(Script.SETTLE, keys, deadline, arguments).get(0).equals("ok");
  }

  /**
   * Lets a thread count as used at a moment to come.
   *
   * @param ref the thread
   * @param duration how far away that moment is
   * @param deadline when to give up
   * @return whether nobody has claimed the thread, and so nobody will until then
   */
  public boolean keep(ThreadRef ref, Duration duration, Deadline deadline) {
    byte[][] keys = IndexShard.of(ref).keys();
    return run(Script.KEEP, keys, deadline, bytes(ref.encodedId()), micros(duration))
        .get(1)
        .equals("0");
  }

  /**
   * Enters threads that were found hot, unless they are there, as if they had been used just now.
   *
   * @param shard their shard
   * @param threads the threads
   * @param deadline when to give up
   * @return how many were not there
   */
  public int adopt(IndexShard shard, Collection<ThreadRef> threads, Deadline deadline) {
    byte[][] ids = threads.stream().map(ref -> bytes(ref.encodedId())).toArray(byte[][]::new);
    return Integer.parseInt(run(Script.ADOPT, shard.keys(), deadline, ids).get(1));
  }

  /**
   * Enters a namespace, so that its index is found.
   *
   * @param namespace the namespace
   * @param deadline when to give up
   */
  public void enroll(String namespace, Deadline deadline) {
    tier.answered(Script.ENROLL.step(), enrolling(namespace), deadline);
  }

  /**
   * The namespaces that have an index.
   *
   * @param deadline when to give up
   * @return their names
   */
  public List<String> namespaces(Deadline deadline) {
    List<String> reply = run(Script.NAMESPACES, IndexShard.NAMESPACES, deadline);
    List<String> names = new ArrayList<>();
    for (String encoded : reply.subList(1, reply.size())) {
      try {
        names.add(NameEncoding.decode(encoded));
      } catch (InvalidInputException e) {
        // Somebody else has written it.
      }
    }
    return names;
  }

  /**
   * The threads of a shard that could not be archived.
   *
   * @param shard the shard
   * @param deadline when to give up
   * @return all of them, read step by step
   */
  public List<FailingThread> failing(IndexShard shard, Deadline deadline) {
    List<FailingThread> failing = new ArrayList<>();
    String cursor = "0";
    do {
      List<String> reply =
          run(Script.FAILING, shard.keys(), deadline, bytes(cursor), bytes(FAILING_AT_ONCE));
      cursor = reply.get(1);
      for (int i = 2; i < reply.size(); i += 3) {
        String[] value = reply.get(i + 1).split(" ", 3);
        Instant again = instant(reply.get(i + 2));
        thread(shard, reply.get(i))
            .ifPresent(
                ref ->
                    failing.add(
                        new FailingThread(
                            ref, Long.parseLong(value[0]), instant(value[1]), again, value[2])));
      }
    } while (!cursor.equals("0"));
    return failing;
  }

  /**
   * What waits in a shard for somebody who claims it.
   *
   * @param shard the shard
   * @param idle how long nobody is known to have used what waits
   * @param deadline when to give up
   * @return how much there is
   */
  public ArchiveBacklog backlog(IndexShard shard, Duration idle, Deadline deadline) {
    List<String> reply = run(Script.BACKLOG, shard.keys(), deadline, micros(idle));
    return new ArchiveBacklog(
        Long.parseLong(reply.get(1)),
        Long.parseLong(reply.get(2)),
        Long.parseLong(reply.get(3)),
        Duration.of(Long.parseLong(reply.get(4)), ChronoUnit.MICROS));
  }

  /**
   * The part of the scan for threads in no index that the caller is to make.
   *
   * @param ends when its lease ends: known to its holder alone
   * @param cursor where to begin; empty: at the beginning
   */
  public record ScanPart(String ends, String cursor) {}

  /**
   * Begins the next part of the scan.
   *
   * @param lease how long the caller may take
   * @param deadline when to give up
   * @return the part; empty if somebody else is at it, or there is none to be made now
   */
  public Optional<ScanPart> beginScan(Duration lease, Deadline deadline) {
    List<String> reply = run(Script.BEGIN_SCAN, IndexShard.SCAN, deadline, micros(lease));
    return reply.get(0).equals("ok")
        ? Optional.of(new ScanPart(reply.get(1), reply.get(2)))
        : Optional.empty();
  }

  /**
   * Ends a part of the scan.
   *
   * @param part the part
   * @param cursor where the next begins; empty: at the beginning, for all has been seen
   * @param pause how long to wait before
   * @param deadline when to give up
   * @return whether the caller still held it
   */
  public boolean endScan(ScanPart part, String cursor, Duration pause, Deadline deadline) {
    return run(
            Script.END_SCAN,
            IndexShard.SCAN,
            deadline,
            bytes(part.ends()),
            bytes(cursor),
            micros(pause))
        .get(0)
        .equals("ok");
  }

  private Supplier<CompletionStage<List<Object>>> enrolling(String namespace) {
    byte[] name = bytes(NameEncoding.encode("namespace", namespace));
    return sending(Script.ENROLL, IndexShard.NAMESPACES, name);
  }

  private Supplier<CompletionStage<List<Object>>> sending(
      Script script, byte[][] keys, byte[]... arguments) {
    return () -> tier.port().run(script, keys, arguments, () -> {});
  }

  private List<String> run(Script script, byte[][] keys, Deadline deadline, byte[]... arguments) {
    return tier.answered(script.step(), sending(script, keys, arguments), deadline).stream()
        .map(value -> new String((byte[]) value, UTF_8))
        .toList();
  }

  private static Optional<ThreadRef> thread(IndexShard shard, String encodedId) {
    try {
      return Optional.of(new ThreadRef(shard.namespace(), NameEncoding.decode(encodedId)));
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }

  private static byte[] micros(Duration duration) {
    return bytes(TimeUnit.NANOSECONDS.toMicros(duration.toNanos()));
  }

  private static Instant instant(String micros) {
    return Instant.EPOCH.plus(Long.parseLong(micros), ChronoUnit.MICROS);
  }
}
