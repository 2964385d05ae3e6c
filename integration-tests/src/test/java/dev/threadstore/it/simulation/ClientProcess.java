package dev.threadstore.it.simulation;

import dev.threadstore.IdleArchiver;
import dev.threadstore.ThreadStore;
import dev.threadstore.Timed;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.it.Note;
import dev.threadstore.model.StoreUnavailableException;
import io.lettuce.core.RedisClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.json.JsonMapper;

/**
 * A process with several clients that share a store, and an archiver of idle threads. It waits for
 * a line with its {@link Orders}, says so when a client has had its first answer, works until its
 * input ends or a second line comes, and ends when all replies are there; unless it is killed.
 */
final class ClientProcess {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ClientProcess() {}

  /**
   * What a process is to do.
   *
   * @param name no other process of the simulation has it
   * @param folder of the journals
   * @param skewHours how wrong its clock is
   * @param speed how much faster time runs in the cold store
   */
  record Orders(
      String name,
      Access access,
      String namespace,
      List<String> threads,
      int clients,
      long seed,
      String folder,
      int skewHours,
      int speed) {

    String line() {
      return JSON.writeValueAsString(this) + "\n";
    }
  }

  public static void main(String[] args) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line = in.readLine();
    if (line == null) {
      return;
    }
    Orders orders = JSON.readValue(line, Orders.class);
    Random random = new Random(orders.seed());
    RedisClient redis = orders.access().redis();
    try (ColdStore bucket = orders.access().bucketStore();
        ColdStore rough =
            new RoughColdStore(bucket, new Random(random.nextLong()), orders.speed());
        ThreadStore<Note> store =
            connected(
                Timed.by(
                    Clock.offset(Clock.systemUTC(), Duration.ofHours(orders.skewHours())),
                    Access.store(redis, rough)));
        IdleArchiver archiver = Access.archiver(store, Duration.ofMillis(random.nextInt(1000)))) {
      archiver.start();
      Performer performer = new Performer(store, orders.namespace());
      List<Thread> clients = new ArrayList<>();
      AtomicBoolean stopping = new AtomicBoolean();
      AtomicBoolean atWork = new AtomicBoolean();
      for (int i = 0; i < orders.clients(); i++) {
        String name = orders.name() + "." + i;
        Worker worker = new Worker(name, orders.threads(), new Random(random.nextLong()));
        clients.add(
            new Thread(() -> work(worker, performer, orders.folder(), name, atWork, stopping)));
      }
      clients.forEach(Thread::start);
      in.readLine();
      stopping.set(true);
      for (Thread client : clients) {
        client.join();
      }
    }
    // The client's own threads may wait for the network: nothing of theirs matters any more.
    Runtime.getRuntime().halt(0);
  }

  /** The network may be down when a process starts: it tries again, as an application does. */
  private static ThreadStore<Note> connected(ThreadStore.Builder<Note> builder) {
    while (true) {
      try {
        return builder.build();
      } catch (StoreUnavailableException e) {
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
    }
  }

  @SuppressWarnings("CatchAndPrintStackTrace") // it is read by the test
  private static void work(
      Worker worker,
      Performer performer,
      String folder,
      String name,
      AtomicBoolean atWork,
      AtomicBoolean stopping) {
    try (Journal journal = new Journal(Path.of(folder), name)) {
      while (!stopping.get()) {
        Ask ask = worker.next();
        worker.learn(ask, journal.note(performer, ask));
        if (atWork.compareAndSet(false, true)) {
          System.out.println("at work");
        }
      }
    } catch (IOException | RuntimeException e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }
}
