package dev.threadstore.benchmarks;

import dev.threadstore.ThreadStore;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.HydrateResult;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * What the size of segments does to a cold store as far away as S3: larger ones make fewer
 * requests, smaller ones move at once, and let a flush of a few messages write less anew.
 *
 * <p>Argument: the number of messages.
 */
final class SegmentSizeBenchmark {
  private static final PrintStream OUT = System.out;
  private static final int FEW = 10;

  /** About a sixteenth of what fills a mebibyte. */
  private static final int STEP = 100;

  private SegmentSizeBenchmark() {}

  public static void main(String[] args) throws Exception {
    int messages = Integer.parseInt(args[0]);
    OUT.println(
        "| segments of | flush of "
            + messages
            + ", ms | hydrate, ms | objects | MB | flush of 10 at the worst, kB |");
    OUT.println("|---|---|---|---|---|---|");
    try (Servers servers = Servers.start()) {
      for (int mebibytes = 1; mebibytes <= 32; mebibytes *= 2) {
        ThreadStoreSettings settings =
            ThreadStoreSettings.builder()
                .transferTimeout(Duration.ofMinutes(30))
                .segmentBytes(mebibytes << 20)
                .build();
        try (ThreadStore<Turn> store =
            ThreadStore.builder(servers.redis(), Turn.CODEC)
                .coldStore(new DistantColdStore(servers.objects()))
                .settings(settings)
                .build()) {
          measure(mebibytes, messages, servers, store);
        }
      }
    }
  }

  private static void measure(int mebibytes, int messages, Servers servers, ThreadStore<Turn> store)
      throws Exception {
    TieredThreadManager<Turn> thread = Turn.fill(store, messages);
    long begin = System.nanoTime();
    thread.flush();
    double flush = (System.nanoTime() - begin) / 1e6;
    String stem = "threads/" + thread.ref().encodedNamespace() + "/" + thread.ref().encodedId();
    int objects = servers.objects().list(stem + "/", "", 1000).size();
    HydrateResult[] hydrated = new HydrateResult[1];
    double hydrate =
        Measured.medianMillis(1, 5, thread::flush, () -> hydrated[0] = thread.hydrate());
    OUT.printf(
        Locale.ROOT,
        "| %d MiB | %.0f | %.0f | %d | %.1f | %.0f |%n",
        mebibytes,
        flush,
        hydrate,
        objects,
        hydrated[0].bytes() / 1e6,
        worstFlushOfFew(thread, messages, mebibytes) / 1e3);
    thread.delete();
  }

  /** Just before so much stands in no segment that one is cut, to about a sixteenth. */
  private static long worstFlushOfFew(TieredThreadManager<Turn> thread, int length, int mebibytes) {
    long worst = 0;
    int next = length;
    while (true) {
      Turn.append(thread, next, next + mebibytes * STEP - FEW);
      thread.flush(AfterFlush.KEEP);
      next += mebibytes * STEP;
      thread.append(Turn.range(next - FEW, next));
      long bytes = thread.flush(AfterFlush.KEEP).bytes();
      if (bytes < worst) {
        return worst;
      }
      worst = bytes;
    }
  }
}
