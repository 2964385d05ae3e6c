package dev.threadstore.internal.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.fuzz.Problems;
import dev.threadstore.fuzz.Target;
import dev.threadstore.internal.archive.ArchiveEntry.Position;
import dev.threadstore.internal.archive.ArchiveEntry.Snapshot;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.Failpoints;
import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.internal.base.Nonces;
import dev.threadstore.internal.base.SegmentRef;
import dev.threadstore.internal.base.Segments;
import dev.threadstore.internal.base.ThreadImage;
import dev.threadstore.model.PayloadFormat;
import dev.threadstore.model.Revision;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadStoreException;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.testsupport.InMemoryColdStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A thread of three snapshots, a segment and a pin, among which an object stands that the input
 * makes: in the place of one of them, or under a key that nobody writes. The first byte says where.
 * All that reads a thread in a cold store answers or throws an exception of ours.
 */
public final class ArchiveTarget implements Target {
  private static final ColdKeys KEYS = new ColdKeys(Golden.REF);
  private static final String SEGMENT = KEYS.segment(2, 0, 2, "5e");
  private static final String PIN = KEYS.pin("aa");

  /** Where the object of an input can stand. */
  private static final List<String> PLACES =
      List.of(
          KEYS.entry(3),
          KEYS.entry(2),
          KEYS.entry(1),
          SEGMENT,
          PIN,
          KEYS.entry(4),
          KEYS.entries() + "000000000000000000",
          KEYS.entries() + "000000000000000001",
          KEYS.entries() + "x",
          KEYS.segments() + "1-5-2-aa",
          KEYS.segments() + "1-0-999999999999999999-aa",
          KEYS.segments() + "x",
          KEYS.all() + "x");

  private final Archive archive;
  private final InMemoryColdStore store = new InMemoryColdStore();

  public ArchiveTarget() {
    archive = new Archive(store, ThreadStoreSettings.defaults(), Nonces.random(), Failpoints.NONE);
  }

  @Override
  public List<byte[]> seeds() throws Exception {
    List<byte[]> seeds = new ArrayList<>();
    List<byte[]> objects = new ArrayList<>(Golden.entries());
    Stream.of(
            SnapshotWriter.write(snapshot(3, ObjectEnvelope.sha256(segment()))),
            SnapshotWriter.write(snapshot(2, ObjectEnvelope.sha256(segment()))),
            segment(),
            PinObject.write(Golden.REF, 2))
        .forEach(objects::add);
    for (byte[] object : objects) {
      for (int place = 0; place < PLACES.size(); place++) {
        byte[] where = {(byte) place};
        Sealed.inputs(object).forEach(input -> seeds.add(Sealed.concat(where, input)));
      }
    }
    return seeds;
  }

  @Override
  public void read(byte[] input) {
    if (input.length == 0) {
      return;
    }
    String place = PLACES.get(Math.floorMod(input[0], PLACES.size()));
    fill(place, Sealed.object(Arrays.copyOfRange(input, 1, input.length)));
    Deadline deadline = Deadline.after(Duration.ofMinutes(1));
    History history = archive.history(Golden.REF);
    EntryLog log = archive.log(Golden.REF);
    attempt(() -> history.describe(10, deadline));
    attempt(() -> log.glance(deadline));
    attempt(() -> history.snapshot(2, deadline));
    for (long number = 1; number <= 3; number++) {
      long each = number;
      attempt(() -> restore(log, each, deadline));
    }
    attempt(() -> restore(log, log.newest(deadline), deadline));
    attempt(() -> archive.threads(Golden.REF.namespace(), "", 10, deadline));
    attempt(() -> archive.stored(Golden.REF.namespace(), "", 10, deadline));
    attempt(() -> archive.verify(Golden.REF, deadline));
    attempt(() -> archive.collector(Golden.REF, deadline).collect(1, true));
  }

  private static void restore(EntryLog log, long number, Deadline deadline) {
    log.read(number, deadline)
        .flatMap(stored -> stored.entry().snapshot())
        .ifPresent(
            snapshot -> {
              try (MessageReader messages = log.messages(snapshot, deadline)) {
                messages.find("m-1");
                int length = messages.all().size();
                if (length != snapshot.image().length()) {
                  throw new AssertionError(
                      length + " messages instead of " + snapshot.image().length());
                }
              }
            });
  }

  private static void attempt(Runnable operation) {
    try {
      operation.run();
    } catch (ThreadStoreException e) {
      if (e instanceof StoreUnavailableException) {
        throw new AssertionError("damage is taken for a failing store", e);
      }
      Problems.requireReadable(e);
    }
  }

  private static byte[] segment() {
    return SegmentObject.write(Golden.REF, 0, messages(0, 3));
  }

  /** Number 1 holds all of its messages; the others refer to the segment. */
  private static Snapshot snapshot(long number, String sha256) {
    boolean isWhole = number == 1;
    List<MessageRecord> inline = isWhole ? messages(0, 2) : messages(3, (int) number);
    Segments segments =
        isWhole
            ? Segments.NONE
            : new Segments(List.of(new SegmentRef(SEGMENT, 0, 2, sha256)), List.of(PIN));
    return new Snapshot(
        new Position(Golden.REF, number, "writer" + number, number - 1, stamp(number - 1), 1),
        new ThreadImage(
            Revision.of(number, stamp(number)),
            stamp(1),
            1,
            2,
            null,
            Map.of(),
            "",
            "{}".getBytes(UTF_8),
            segments.cover() + inline.size()),
        segments,
        inline);
  }

  private static String stamp(long number) {
    return number == 0 ? "" : "stamp" + number;
  }

  private static List<MessageRecord> messages(int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(
            i -> new MessageRecord("m-" + i, Sealed.ascii("{\"n\":" + i + "}"), PayloadFormat.JSON))
        .toList();
  }

  /** Makes the thread anew. */
  private void fill(String place, byte[] object) {
    store.delete(store.list("", "", Integer.MAX_VALUE).stream().map(ColdObject::key).toList());
    store.create(place, object);
    byte[] segment = place.equals(SEGMENT) ? object : segment();
    String sha256 = ObjectEnvelope.sha256(segment);
    store.create(SEGMENT, segment);
    store.create(PIN, PinObject.write(Golden.REF, 2));
    for (long number = 1; number <= 3; number++) {
      store.create(KEYS.entry(number), SnapshotWriter.write(snapshot(number, sha256)));
    }
  }
}
