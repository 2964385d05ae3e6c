package dev.threadstore.it.killed;

import dev.threadstore.ThreadStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.it.Note;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import io.lettuce.core.RedisClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * A process that is there to be killed. It waits for a line, settles what the one before has left
 * in each {@link VictimLane}, and then works on all lanes at once until it is killed, saying what
 * it begins and what was acknowledged. The last of them does everything once with each thread
 * instead, and ends.
 *
 * <p>Arguments: Redis URI, folder of the cold store, folder of the journals, number of lanes, seed,
 * {@code work} or {@code last}.
 */
final class Victim {
  private Victim() {}

  public static void main(String[] args) throws Exception {
    RedisClient client = RedisClient.create(args[0]);
    ThreadStoreSettings settings =
        ThreadStoreSettings.builder().forkPatience(Duration.ofMillis(200)).build();
    try (FileSystemColdStore cold = FileSystemColdStore.open(Path.of(args[1]));
        ThreadStore<Note> store =
            ThreadStore.builder(client, Note.CODEC).coldStore(cold).settings(settings).build()) {
      warmUp(store);
      if (System.in.read() < 0) {
        return;
      }
      Random random = new Random(Long.parseLong(args[4]));
      List<VictimLane> lanes = new ArrayList<>();
      for (int i = 0; i < Integer.parseInt(args[3]); i++) {
        int number = i;
        lanes.add(
            new VictimLane(
                i,
                store,
                new Random(random.nextLong()),
                Path.of(args[2]),
                (kind, what) -> say(kind + " " + number + " " + what)));
      }
      lanes.forEach(VictimLane::settle);
      if (args[5].equals("last")) {
        lanes.forEach(VictimLane::everything);
      } else {
        work(lanes);
      }
    } finally {
      client.shutdown();
    }
  }

  private static void work(List<VictimLane> lanes) throws InterruptedException {
    List<Thread> workers = new ArrayList<>();
    for (VictimLane lane : lanes) {
      Thread worker = new Thread(() -> work(lane));
      worker.start();
      workers.add(worker);
    }
    for (Thread worker : workers) {
      worker.join();
    }
  }

  @SuppressWarnings("CatchAndPrintStackTrace") // it is read by the test
  private static void work(VictimLane lane) {
    try {
      while (true) {
        lane.step();
      }
    } catch (RuntimeException e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }

  /** Loads the classes, so that the first steps take no longer than the later ones. */
  private static void warmUp(ThreadStore<Note> store) {
    TieredThreadManager<Note> thread =
        store.thread(new ThreadRef("warm-up", UUID.randomUUID().toString()));
    thread.create();
    thread.append(Note.range("m", 0, 3));
    thread.flush();
    thread.load();
    thread.purge();
  }

  private static void say(String line) {
    synchronized (System.out) {
      System.out.println(line);
      System.out.flush();
    }
  }
}
