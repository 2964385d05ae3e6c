package dev.threadstore.internal.hot;

import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.Failpoints;
import dev.threadstore.internal.hot.RedisCalls.NoAnswerException;
import dev.threadstore.internal.hot.RedisCalls.Sent;
import dev.threadstore.internal.hot.RedisCalls.WrongTypeException;
import dev.threadstore.internal.hot.RedisPort.KeyScan;
import dev.threadstore.model.HotCopy;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.Tier;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.RedisClusterClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Redis, as all threads see it: one connection of our own on the user's client, settings, scans.
 * Thread-safe.
 */
public final class HotTier implements AutoCloseable {
  /** How long an archived thread stays in Redis if no TTL is set. */
  private static final Duration DEFAULT_TTL = Duration.ofHours(24);

  private final RedisPort port;
  private final Optional<ReplicatedPort> replicated;
  private final RedisCalls calls;
  private final Optional<ActivityIndex> index;
  private final Expiry expiry;
  private final Duration hotTtl;
  private final int maxAttempts;
  private final int waitReplicas;

  /** On a port that is there, without waiting for replicas. */
  HotTier(RedisPort port, Expiry expiry, ThreadStoreSettings settings, Failpoints failpoints) {
    this(
        () -> port,
        wait -> {
          throw new IllegalArgumentException("no connection to wait for replicas on");
        },
        expiry,
        settings,
        failpoints);
  }

  private HotTier(
      Supplier<RedisPort> port,
      Function<ReplicaWait, ReplicatedPort> replicated,
      Expiry expiry,
      ThreadStoreSettings settings,
      Failpoints failpoints) {
    this.waitReplicas = settings.waitReplicas();
    this.port = connect(port);
    try {
      ReplicaWait wait = new ReplicaWait(waitReplicas, settings.waitTimeout());
      this.replicated =
          waitReplicas > 0 ? Optional.of(connect(() -> replicated.apply(wait))) : Optional.empty();
    } catch (StoreUnavailableException e) {
      this.port.close();
      throw e;
    }
    this.expiry = expiry;
    this.maxAttempts = settings.maxAttempts();
    this.calls = new RedisCalls(maxAttempts, failpoints);
    this.index =
        expiry == Expiry.WHEN_ARCHIVED ? Optional.of(new ActivityIndex(this)) : Optional.empty();
    this.hotTtl =
        settings.hotTtl().orElse(expiry == Expiry.WHEN_ARCHIVED ? DEFAULT_TTL : Duration.ZERO);
  }

  /**
   * Connects to a standalone Redis, or to the master that Sentinel names.
   *
   * @param client the user's client; not closed by this
   * @param expiry which copies may expire
   * @param settings the store's settings
   * @param failpoints what every command passes
   * @return the tier
   * @throws StoreUnavailableException if there is no connection to be had
   */
  public static HotTier open(
      RedisClient client, Expiry expiry, ThreadStoreSettings settings, Failpoints failpoints) {
    return new HotTier(
        () -> LettucePort.of(client),
        wait -> new MasterCommits(client, wait),
        expiry,
        settings,
        failpoints);
  }

  /**
   * Connects to a Redis Cluster.
   *
   * @param client the user's client; not closed by this
   * @param expiry which copies may expire
   * @param settings the store's settings
   * @param failpoints what every command passes
   * @return the tier
   * @throws StoreUnavailableException if there is no connection to be had
   */
  public static HotTier open(
      RedisClusterClient client,
      Expiry expiry,
      ThreadStoreSettings settings,
      Failpoints failpoints) {
    return new HotTier(
        () -> LettucePort.of(client),
        wait -> new ClusterCommits(client, wait),
        expiry,
        settings,
        failpoints);
  }

  /**
   * Reads and changes a thread.
   *
   * @param ref the thread
   * @return its hot copy, whether there is one or not
   */
  public HotThread thread(ThreadRef ref) {
    return new HotThread(new ThreadScripts(this, ref), maxAttempts);
  }

  /**
   * Brings a thread in and takes it out.
   *
   * @param ref the thread
   * @return its transfer
   */
  public HotTransfer transfer(ThreadRef ref) {
    return new HotTransfer(new ThreadScripts(this, ref), index);
  }

  /**
   * Flushes a thread.
   *
   * @param ref the thread
   * @return Redis' part in it
   */
  public HotFlush flush(ThreadRef ref) {
    return new HotFlush(new ThreadScripts(this, ref), thread(ref));
  }

  /**
   * Deletes a thread or forks to it.
   *
   * @param ref the thread
   * @return the phases that it goes through
   */
  public HotPhases phases(ThreadRef ref) {
    return new HotPhases(new ThreadScripts(this, ref), thread(ref));
  }

  /**
   * Whether a thread has a head in Redis, without renewing its TTL.
   *
   * @param ref the thread
   * @param deadline when to give up
   * @return true if it is hot, or being deleted or forked to
   */
  public boolean isHot(ThreadRef ref, Deadline deadline) {
    return answered("exists", () -> port.exists(new HotKeys(ref).own()[0]), deadline);
  }

  /**
   * Whether a thread is neither hot nor about to become so: it has no head, and nobody may install
   * one who has not asked for a new gate.
   *
   * @param ref the thread
   * @param deadline when to give up
   * @return true if there is neither head nor gate
   */
  public boolean isVacant(ThreadRef ref, Deadline deadline) {
    return !answered("exists", () -> port.exists(new HotKeys(ref).headAndGate()), deadline);
  }

  /**
   * Looks at hot copies without using them: no TTL is renewed. Asks for all at once.
   *
   * @param refs the threads, some hundreds at most
   * @param deadline when to give up
   * @return the copies that are there, in the order of the threads
   */
  public List<HotCopy> peek(Collection<ThreadRef> refs, Deadline deadline) {
    List<Peek> peeks =
        refs.stream()
            .map(ref -> new Peek(ref, new ThreadScripts(this, ref).send(Script.PEEK)))
            .toList();
    return peeks.stream().map(peek -> peek.await(deadline)).flatMap(Optional::stream).toList();
  }

  /**
   * What may be hot, and since when nobody is known to have used it.
   *
   * @return the index of all threads; empty if no thread can be archived
   */
  public Optional<ActivityIndex> index() {
    return index;
  }

  /**
   * One step of a scan over the threads of a namespace that are hot (or being deleted or forked
   * to).
   *
   * @param namespace the namespace
   * @param cursor empty to start, or where the step before ended
   * @param count about how many
   * @param deadline when to give up
   * @return the threads, perhaps one of them twice, and where to go on
   */
  public Scan scan(String namespace, String cursor, int count, Deadline deadline) {
    return scan(HotKeys.headsOf(namespace), cursor, count, deadline);
  }

  /**
   * The same over the threads of all namespaces.
   *
   * @param cursor empty to start, or where the step before ended
   * @param count how many keys to look at, about
   * @param deadline when to give up
   * @return the threads, perhaps one of them twice, and where to go on
   */
  public Scan scanAll(String cursor, int count, Deadline deadline) {
    return scan(HotKeys.allHeads(), cursor, count, deadline);
  }

  private Scan scan(byte[] pattern, String cursor, int count, Deadline deadline) {
    List<String> masters = port.masters();
    String[] parts = (cursor.isEmpty() ? "0:0" : cursor).split(":", -1);
    boolean wellFormed =
        parts.length == 2 && parts[0].matches("[0-9]{1,4}") && parts[1].matches("[0-9]{1,20}");
    int at = wellFormed ? Integer.parseInt(parts[0]) : masters.size();
    if (at >= masters.size()) {
      throw new InvalidInputException("not a cursor of this scan: cursor=`" + cursor + "`");
    }
    KeyScan step =
        answered("scan", () -> port.scan(masters.get(at), parts[1], pattern, count), deadline);
    List<ThreadRef> threads = new ArrayList<>();
    for (byte[] head : step.keys()) {
      HotKeys.threadOfHead(head).ifPresent(threads::add);
    }
    if (!step.cursor().equals("0")) {
      return new Scan(threads, Optional.of(at + ":" + step.cursor()));
    }
    return new Scan(
        threads, at + 1 < masters.size() ? Optional.of((at + 1) + ":0") : Optional.empty());
  }

  /**
   * What a step of a scan has found.
   *
   * @param threads the threads
   * @param next where to go on; empty: nowhere
   */
  public record Scan(List<ThreadRef> threads, Optional<String> next) {}

  /**
   * The commands that scripts call and that the user may not run. In a cluster, one node is asked.
   *
   * @param deadline when to give up
   * @return their names
   */
  public List<String> denied(Deadline deadline) {
    byte[] tiered = ThreadScripts.bytes(index.isPresent() ? "1" : "0");
    return answered(
            Script.PERMISSIONS.step(),
            () -> port.run(Script.PERMISSIONS, IndexShard.PROBE, new byte[][] {tiered}, () -> {}),
            deadline)
        .stream()
        .skip(1)
        .map(name -> new String((byte[]) name, StandardCharsets.US_ASCII))
        .toList();
  }

  /**
   * The INFO of every master.
   *
   * @param deadline when to give up
   * @return one text a master
   */
  public List<String> info(Deadline deadline) {
    return port.masters().stream()
        .map(master -> answered("info", () -> port.info(master), deadline))
        .toList();
  }

  @Override
  public void close() {
    replicated.ifPresent(ReplicatedPort::close);
    port.close();
  }

  RedisPort port() {
    return port;
  }

  /** Where changes go that replicas must have; empty: nobody waits for replicas. */
  Optional<ReplicatedPort> replicated() {
    return replicated;
  }

  int waitReplicas() {
    return waitReplicas;
  }

  RedisCalls calls() {
    return calls;
  }

  Expiry expiry() {
    return expiry;
  }

  Duration hotTtl() {
    return hotTtl;
  }

  <T> T answered(String name, Supplier<CompletionStage<T>> command, Deadline deadline) {
    return answered(calls.send(name, command), deadline);
  }

  static <T> T answered(Sent<T> sent, Deadline deadline) {
    try {
      return sent.await(deadline);
    } catch (WrongTypeException e) {
      throw new StoreUnavailableException(
          Tier.HOT, "a key of the activity index holds foreign data: " + e.getMessage(), e);
    } catch (NoAnswerException e) {
      throw new StoreUnavailableException(
          Tier.HOT, "redis did not answer: reason=`" + e.getMessage() + "`", e);
    }
  }

  private static <T> T connect(Supplier<T> connection) {
    try {
      return connection.get();
    } catch (RedisException e) {
      throw new StoreUnavailableException(Tier.HOT, "cannot connect to redis", e);
    }
  }
}
