package dev.threadstore.cold.s3;

import dev.threadstore.cold.ColdStoreException;
import dev.threadstore.cold.CreateOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Tries out, before anything is entrusted to it, whether the store lets only one of racing writers
 * create an object, and keeps the very bytes that it was sent. Writers race, because a server that
 * looks first and writes then passes any test of one writer after the other.
 *
 * <p>A race costs {@value #WRITERS} small requests. Writes below {@code probe/}, and removes it
 * again.
 */
final class ConditionProbe {
  private static final int WRITERS = 16;

  /** The first one also opens the connections, which puts its writers out of step. */
  private static final int RACES = 4;

  private static final int BYTES = 4096;

  private final S3Calls calls;
  private final ObjectWriter writer;
  private final ObjectReader reader;
  private final ObjectRemover remover;
  private final List<String> objects;

  ConditionProbe(
      KeyPrefix prefix,
      S3Calls calls,
      ObjectWriter writer,
      ObjectReader reader,
      ObjectRemover remover) {
    this.calls = calls;
    this.writer = writer;
    this.reader = reader;
    this.remover = remover;
    String folder = "probe/" + UUID.randomUUID() + "/";
    objects = IntStream.range(0, RACES).mapToObj(race -> prefix.objectOf(folder + race)).toList();
  }

  /**
   * Tries it out.
   *
   * @throws UnfitStoreException if the store does not keep what is needed
   * @throws ColdStoreException if it fails
   */
  void run() {
    ExecutorService executor = Executors.newFixedThreadPool(WRITERS, ConditionProbe::daemon);
    try {
      requireAbsent(objects.get(0));
      for (String object : objects) {
        race(object, executor);
      }
    } catch (ColdStoreException e) {
      removeAfter(e);
      throw e;
    } finally {
      executor.shutdownNow();
    }
    remover.delete(objects);
  }

  /** Who may not list is told "forbidden" where others are told "absent". */
  private void requireAbsent(String object) {
    if (reader.read(object).isPresent()) {
      throw unfit("an object that nobody created can be read");
    }
  }

  private void race(String object, ExecutorService executor) {
    List<byte[]> contents = IntStream.range(0, WRITERS).mapToObj(ConditionProbe::content).toList();
    List<CreateOutcome> outcomes = outcomes(object, contents, executor);
    int winner = outcomes.indexOf(CreateOutcome.CREATED);
    if (winner != outcomes.lastIndexOf(CreateOutcome.CREATED)) {
      throw unfit("several racing writers created one object");
    }
    byte[] kept = kept(object);
    int author = indexOf(kept, contents);
    if (author < 0) {
      throw unfit(
          "it does not keep the bytes that it is sent; try noChunkedEncoding() and checksumMode(WHEN_REQUIRED)");
    }
    // Without a winner, one has won and was told otherwise when it asked again for a lost answer.
    if (winner >= 0 && author != winner) {
      throw unfit("a writer that lost replaced the object");
    }
    boolean refusesLater = writer.create(object, content(WRITERS)) == CreateOutcome.EXISTS;
    if (!refusesLater || !Arrays.equals(kept(object), kept)) {
      throw unfit("a later writer replaced the object");
    }
  }

  private List<CreateOutcome> outcomes(
      String object, List<byte[]> contents, ExecutorService executor) {
    CyclicBarrier start = new CyclicBarrier(contents.size());
    List<Future<CreateOutcome>> writers = new ArrayList<>();
    for (byte[] content : contents) {
      writers.add(
          executor.submit(
              () -> {
                start.await();
                return writer.create(object, content);
              }));
    }
    List<CreateOutcome> outcomes = new ArrayList<>();
    for (Future<CreateOutcome> each : writers) {
      outcomes.add(outcome(each));
    }
    return outcomes;
  }

  private CreateOutcome outcome(Future<CreateOutcome> writer) {
    try {
      return writer.get();
    } catch (ExecutionException e) {
      throw new ColdStoreException(
          "s3 cannot be tried out: bucket=`%s` reason=`%s`"
              .formatted(calls.bucket(), e.getCause() == null ? e : e.getCause().getMessage()),
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ColdStoreException("interrupted: bucket=`" + calls.bucket() + "`", e);
    }
  }

  private byte[] kept(String object) {
    Optional<byte[]> found = reader.read(object);
    return found.orElseThrow(() -> unfit("an object that was just created cannot be read"));
  }

  private void removeAfter(ColdStoreException failure) {
    try {
      remover.delete(objects);
    } catch (ColdStoreException e) {
      failure.addSuppressed(e);
    }
  }

  private UnfitStoreException unfit(String reason) {
    return new UnfitStoreException(
        "s3 store is unfit, every promise rests on create-if-absent: bucket=`%s` reason=`%s` see=`docs/s3.md`"
            .formatted(calls.bucket(), reason));
  }

  private static int indexOf(byte[] bytes, List<byte[]> contents) {
    return IntStream.range(0, contents.size())
        .filter(i -> Arrays.equals(bytes, contents.get(i)))
        .findFirst()
        .orElse(-1);
  }

  /** Bytes like those of a compressed object, another for each writer. */
  private static byte[] content(int writer) {
    byte[] bytes = new byte[BYTES];
    new Random(writer).nextBytes(bytes);
    return bytes;
  }

  private static Thread daemon(Runnable run) {
    Thread thread = new Thread(run, "threadstore-s3-probe");
    thread.setDaemon(true);
    return thread;
  }
}
