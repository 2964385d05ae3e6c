package dev.threadstore.it;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import io.lettuce.core.RedisClient;
import java.nio.file.Path;

/**
 * A process that flushes a thread and prints why that failed. Arguments: Redis URI, folder of the
 * cold store, namespace, id.
 */
final class LimitedWriter {
  private LimitedWriter() {}

  public static void main(String[] args) {
    RedisClient client = RedisClient.create(args[0]);
    ThreadStoreSettings settings = ThreadStoreSettings.builder().maxAttempts(2).build();
    try (FileSystemColdStore cold = FileSystemColdStore.open(Path.of(args[1]));
        ThreadStore<Note> store =
            ThreadStore.builder(client, Note.CODEC).coldStore(cold).settings(settings).build()) {
      System.out.println(store.thread(new ThreadRef(args[2], args[3])).flush());
    } catch (StoreUnavailableException e) {
      System.out.println(e.tier() + " " + e.getMessage() + " " + e.getCause());
    } finally {
      client.shutdown();
    }
  }
}
