package dev.threadstore.it;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.AppendResult;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.TieredThreadManager;
import io.lettuce.core.RedisClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A process that appends to, flushes, hydrates and loads threads that it shares with others, and
 * writes down what it tries and what is acknowledged. Started again after a SIGKILL, it goes on
 * from its last acknowledged message.
 *
 * <p>Arguments: Redis URI, folder of the cold store, its own name, number of threads, a file that
 * ends it by appearing, seed, file of its {@link HammerJournal}.
 */
final class Hammer {
  private final String name;
  private final Random random;
  private final HammerJournal journal;
  private final List<HammerProgress> progress = new ArrayList<>();

  private Hammer(String name, int threads, long seed, Path file) {
    this.name = name;
    random = new Random(seed);
    journal = new HammerJournal(file);
    for (int thread = 0; thread < threads; thread++) {
      progress.add(new HammerProgress(name, journal.entries(thread)));
    }
  }

  public static void main(String[] args) {
    RedisClient client = RedisClient.create(args[0]);
    Hammer hammer =
        new Hammer(args[2], Integer.parseInt(args[3]), Long.parseLong(args[5]), Path.of(args[6]));
    try (FileSystemColdStore cold = FileSystemColdStore.open(Path.of(args[1]));
        ThreadStore<Note> store = ThreadStore.builder(client, Note.CODEC).coldStore(cold).build()) {
      hammer.run(store, Path.of(args[4]));
    } finally {
      client.shutdown();
    }
  }

  static ThreadRef threadOf(int which) {
    return new ThreadRef("hammer", "t" + which);
  }

  private void run(ThreadStore<Note> store, Path end) {
    while (!Files.exists(end)) {
      int which = random.nextInt(progress.size());
      TieredThreadManager<Note> thread = store.thread(threadOf(which));
      switch (random.nextInt(11)) {
        case 0 -> thread.flush();
        case 1 -> thread.flush(AfterFlush.KEEP);
        case 2 -> thread.hydrate();
        case 3 -> progress.get(which).check(Note.ids(thread.load().messages()));
        default -> append(thread, which);
      }
    }
  }

  private void append(TieredThreadManager<Note> thread, int which) {
    HammerProgress own = progress.get(which);
    // Overlaps the batch before, as a retry would, and all that was not acknowledged.
    int from = Math.max(0, own.acknowledged() - random.nextInt(3));
    int to = own.tried() + 1 + random.nextInt(4);
    note(new HammerJournal.Entry(false, which, own.acknowledged(), to));
    AppendResult result = thread.append(Note.range(name + "-", from, to));
    int firstAdded = to - result.added().size();
    if (!own.mayHave(firstAdded)
        || !result.added().equals(own.ids(firstAdded, to))
        || !result.known().equals(own.ids(from, firstAdded))) {
      throw new IllegalStateException("from=`%d` to=`%d`: %s".formatted(from, to, result));
    }
    note(new HammerJournal.Entry(true, which, firstAdded, to));
  }

  private void note(HammerJournal.Entry entry) {
    journal.add(entry);
    progress.get(entry.thread()).add(entry);
  }
}
