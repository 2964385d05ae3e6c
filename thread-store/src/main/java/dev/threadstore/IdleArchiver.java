package dev.threadstore;

import dev.threadstore.internal.base.Audience;
import dev.threadstore.internal.tier.ArchiverLog;
import dev.threadstore.internal.tier.IdleArchival;
import dev.threadstore.model.ArchiveBacklog;
import dev.threadstore.model.ArchiveListener;
import dev.threadstore.model.ArchiveReport;
import dev.threadstore.model.FailingThread;
import dev.threadstore.model.IdleArchiverSettings;
import dev.threadstore.model.IdleThread;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.NameEncoding;
import dev.threadstore.model.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Archives threads that nobody uses, and releases them from Redis. Any number of archivers may run
 * on any number of machines: none takes a thread that another has in hand, and what an archiver
 * that died had in hand is taken over when its lease ends. Also finishes deletions and forks that
 * their process abandoned, and archives what a failed flush has left. Thread-safe.
 *
 * <pre>{@code
 * try (IdleArchiver archiver = IdleArchiver.builder(store).build()) {
 *   archiver.start();
 *   …
 * }
 * }</pre>
 *
 * <p>No promise rests on it: it does what {@code flushIfIdle} does, for threads that an index in
 * Redis names. If that is lost, a scan finds them later.
 */
public final class IdleArchiver implements AutoCloseable {
  private final IdleArchival archival;
  private final IdleArchiverSettings settings;
  private final Audience<ArchiveListener> listeners;
  private final AtomicBoolean started = new AtomicBoolean();

  private IdleArchiver(Builder builder) {
    settings = builder.settings;
    listeners = new Audience<>(builder.listeners);
    archival =
        new IdleArchival(
            builder.store.tiers(), settings, Optional.ofNullable(builder.namespaces), listeners);
  }

  /**
   * Builds an archiver.
   *
   * @param store the store whose threads it archives; it stays the caller's, and is to be closed
   *     after the archiver
   * @return a builder
   */
  public static Builder builder(ThreadStore<?> store) {
    return new Builder(Objects.requireNonNull(store, "store"));
  }

  /**
   * Looks once for idle threads, and archives all that it finds. A thread that fails does not stop
   * it. Waits for a pass of this archiver that is under way.
   *
   * @return what was done
   * @throws StoreUnavailableException if Redis cannot be asked; what had been begun is finished
   */
  public ArchiveReport runOnce() {
    return archival.runOnce();
  }

  /**
   * Says what {@link #runOnce} would do now, and does none of it. Asks the index for threads, and
   * each of them whether it is idle; that does not count as use. Which archives have diverged is
   * not looked at, nor what is in no index, and nothing is known of bytes. Listeners hear nothing.
   *
   * @param each gets what would be done with each thread, on the calling thread
   * @return what would be done
   * @throws StoreUnavailableException if Redis cannot be asked
   */
  public ArchiveReport preview(Consumer<IdleThread> each) {
    return archival.preview(each);
  }

  /**
   * Looks for idle threads from now on, again and again, on a daemon thread, until this is closed.
   * The listener hears of each pass.
   *
   * @throws IllegalStateException if it was started before
   */
  public void start() {
    if (!started.compareAndSet(false, true)) {
      throw new IllegalStateException("archiver was started before");
    }
    Thread thread = new Thread(this::run, "threadstore-archiver");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    do {
      pass();
    } while (!archival.awaitClosing(aboutTheInterval()));
  }

  private void pass() {
    try {
      ArchiveReport report = archival.runOnce();
      listeners.tell(listener -> listener.onPass(report));
    } catch (RuntimeException e) {
      listeners.tell(listener -> listener.onFailedPass(e));
    }
  }

  /** From half of it to one and a half, so that archivers do not stay in step. */
  private Duration aboutTheInterval() {
    long nanos = settings.interval().toNanos();
    return Duration.ofNanos(nanos / 2 + ThreadLocalRandom.current().nextLong(nanos));
  }

  /**
   * The threads that could not be archived, by any archiver. Each is tried again from time to time,
   * and leaves this list when it is archived, used, or gone.
   *
   * @return those that fail for longest first
   * @throws StoreUnavailableException if Redis cannot be asked
   */
  public List<FailingThread> failing() {
    return archival.failing();
  }

  /**
   * What waits for an archiver with these settings, as they are while Redis is not full. Takes
   * nothing; it need not have been started. Asks once for each of the 16 parts of a namespace's
   * index.
   *
   * @return how much there is, and how late archivers are
   * @throws StoreUnavailableException if Redis cannot be asked
   */
  public ArchiveBacklog backlog() {
    return archival.backlog();
  }

  /**
   * Takes no more threads, finishes those at hand if that is done within the patience of the
   * settings, and gives the others back. Idempotent.
   */
  @Override
  public void close() {
    archival.close();
  }

  /** Collects what an archiver is made of. Not thread-safe. */
  public static final class Builder {
    private final ThreadStore<?> store;
    private IdleArchiverSettings settings = IdleArchiverSettings.defaults();
    private final List<ArchiveListener> listeners = new ArrayList<>(List.of(new ArchiverLog()));
    private @Nullable Set<String> namespaces;

    private Builder(ThreadStore<?> store) {
      this.store = store;
    }

    /**
     * Sets the tunables.
     *
     * @param value the settings
     * @return this builder
     */
    public Builder settings(IdleArchiverSettings value) {
      settings = Objects.requireNonNull(value, "settings");
      return this;
    }

    /**
     * Looks only at one namespace; if called several times, at all of those. Default: all
     * namespaces that there are.
     *
     * @param name the namespace
     * @return this builder
     * @throws InvalidInputException if there can be no namespace with this name
     */
    public Builder namespace(String name) {
      NameEncoding.encode("namespace", name);
      if (namespaces == null) {
        namespaces = new HashSet<>();
      }
      namespaces.add(name);
      return this;
    }

    /**
     * Lets somebody hear what is done; if called several times, each of those.
     *
     * @param value the listener
     * @return this builder
     */
    public Builder listener(ArchiveListener value) {
      listeners.add(Objects.requireNonNull(value, "listener"));
      return this;
    }

    /**
     * Makes the archiver. It does nothing before it is told to.
     *
     * @return the archiver
     * @throws UnsupportedOperationException if the store has no cold store
     */
    public IdleArchiver build() {
      return new IdleArchiver(this);
    }
  }
}
