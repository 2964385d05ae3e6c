package dev.threadstore.it;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.AppendResult;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.TieredThreadManager;
import io.lettuce.core.RedisClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A process that appends to, flushes and hydrates threads that it shares with others, and prints
 * one line for each message that was acknowledged: {@code <thread> <message id>}.
 *
 * <p>Arguments: Redis URI, folder of the cold store, its own name, number of threads, seconds,
 * seed.
 */
final class Hammer {
  private Hammer() {}

  public static void main(String[] args) {
    RedisClient client = RedisClient.create(args[0]);
    String name = args[2];
    int threads = Integer.parseInt(args[3]);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(args[4]));
    Random random = new Random(Long.parseLong(args[5]));
    int[] next = new int[threads];
    try (FileSystemColdStore cold = FileSystemColdStore.open(Path.of(args[1]));
        ThreadStore<Note> store = ThreadStore.builder(client, Note.CODEC).coldStore(cold).build()) {
      while (System.nanoTime() < end) {
        int which = random.nextInt(threads);
        TieredThreadManager<Note> thread = store.thread(threadOf(which));
        switch (random.nextInt(10)) {
          case 0 -> thread.flush();
          case 1 -> thread.flush(AfterFlush.KEEP);
          case 2 -> thread.hydrate();
          default -> {
            // Overlaps the batch before, as a retry would.
            int from = Math.max(0, next[which] - random.nextInt(3));
            int to = next[which] + 1 + random.nextInt(4);
            List<Note> batch = Note.range(name + "-", from, to);
            AppendResult result = thread.append(batch);
            if (result.added().size() != to - next[which] || !result.conflicting().isEmpty()) {
              throw new IllegalStateException("added " + result + " of " + batch);
            }
            for (int i = next[which]; i < to; i++) {
              System.out.println(which + " " + name + "-" + i);
            }
            next[which] = to;
          }
        }
      }
    } finally {
      client.shutdown();
    }
  }

  static ThreadRef threadOf(int which) {
    return new ThreadRef("hammer", "t" + which);
  }
}
