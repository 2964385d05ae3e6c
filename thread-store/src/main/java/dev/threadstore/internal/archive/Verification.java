package dev.threadstore.internal.archive;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.internal.archive.ArchiveEntry.Snapshot;
import dev.threadstore.internal.archive.ColdKeys.SegmentName;
import dev.threadstore.internal.archive.EntryLog.Reading;
import dev.threadstore.internal.archive.SegmentStore.Fetched;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.SegmentRef;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.VerifyResult;
import dev.threadstore.model.VerifyResult.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads all objects on which one thread relies, each of them once, and a few at once: its entries,
 * the segments and pins to which they refer, also those of other threads, its own other segments,
 * and the pins on it. What is collected meanwhile is not missed. For one use.
 */
final class Verification {
  private final ThreadRef ref;
  private final ColdKeys keys;
  private final ColdCalls calls;
  private final EntryLog log;
  private final SegmentStore segments;
  private final Deadline deadline;
  private final Map<String, Use> uses = new LinkedHashMap<>();

  /** The pins that entries name, each with the key of the newest entry that does. */
  private final Map<String, String> named = new LinkedHashMap<>();

  private final List<Problem> problems = new ArrayList<>();
  private int objects;
  private long bytes;

  Verification(
      ThreadRef ref, ColdCalls calls, EntryLog log, SegmentStore segments, Deadline deadline) {
    this.ref = ref;
    this.keys = new ColdKeys(ref);
    this.calls = calls;
    this.log = log;
    this.segments = segments;
    this.deadline = deadline;
  }

  /**
   * How entries use a segment.
   *
   * @param ref the reference that uses the most of it
   * @param newest the key of the newest entry that refers to it
   */
  private record Use(SegmentRef ref, String newest) {}

  /**
   * What reading an object has found.
   *
   * @param bytes its size; empty: it is not there
   * @param problem what is wrong with it; null: nothing
   */
  private record Checked(String key, Optional<Long> bytes, @Nullable String problem) {}

  /** Reads an object, and throws if it is not what it should be. */
  private interface Check {
    void read(byte[] object) throws UnreadableObjectException;
  }

  VerifyResult run() {
    ThreadObjects found = ThreadObjects.list(keys, calls, deadline);
    Ahead.each(found.entries(), this::entry, this::add);
    Ahead.each(List.copyOf(uses.values()), this::used, this::add);
    List<ColdObject> unused =
        found.segments().stream().filter(segment -> !uses.containsKey(segment.key())).toList();
    Ahead.each(
        unused,
        segment -> check(segment.key(), segment.key(), read -> readUnused(segment, read)),
        this::add);
    Ahead.each(List.copyOf(named.entrySet()), this::named, this::add);
    Ahead.each(found.pins(), pin -> check(pin.key(), pin.key(), PinObject::read), this::add);
    for (ColdObject foreign : found.foreign()) {
      // Elsewhere it does no harm; here it is taken for the newest entry.
      if (foreign.key().startsWith(keys.entries())) {
        add(new Checked(foreign.key(), Optional.of(foreign.size()), "a foreign object"));
      }
    }
    return new VerifyResult(objects, bytes, problems);
  }

  private void add(Checked checked) {
    if (checked.bytes().isEmpty() && checked.problem() == null) {
      return; // collected meanwhile
    }
    objects++;
    bytes += checked.bytes().orElse(0L);
    if (checked.problem() != null) {
      problems.add(new Problem(checked.key(), checked.problem()));
    }
  }

  private Pending<Checked> entry(ColdObject entry) {
    long number = keys.number(entry.key()).orElseThrow();
    return calls
        .inBackground("verify", entry.key(), () -> log.look(number, deadline), deadline)
        .map(look -> entry(entry.key(), look));
  }

  private Checked entry(String key, Optional<Reading> look) {
    if (look.isEmpty()) {
      return absent(key, key);
    }
    if (look.get() instanceof Reading.Damaged damaged) {
      return new Checked(key, Optional.of(damaged.bytes()), damaged.problem());
    }
    StoredEntry stored = ((Reading.Intact) look.get()).stored();
    stored.entry().snapshot().ifPresent(snapshot -> noteUses(snapshot, key));
    return new Checked(key, Optional.of(stored.bytes()), null);
  }

  /** Entries come newest first. */
  private void noteUses(Snapshot snapshot, String key) {
    for (SegmentRef ref : snapshot.segments().refs()) {
      Use known = uses.putIfAbsent(ref.key(), new Use(ref, key));
      if (known == null) {
        continue;
      }
      if (ref.first() != known.ref().first() || !ref.sha256().equals(known.ref().sha256())) {
        problems.add(new Problem(key, "contradicts a newer entry: segment=`" + ref.key() + "`"));
      } else if (ref.last() > known.ref().last()) {
        uses.put(ref.key(), new Use(ref, known.newest()));
      }
    }
    snapshot.segments().pins().forEach(pin -> named.putIfAbsent(pin, key));
  }

  private Pending<Checked> used(Use use) {
    return segments
        .fetch(use.ref(), deadline)
        .map(
            fetched ->
                fetched.bytes() == Fetched.MISSING
                    ? absent(fetched.key(), use.newest())
                    : new Checked(fetched.key(), Optional.of(fetched.bytes()), fetched.problem()));
  }

  private Pending<Checked> named(Map.Entry<String, String> pin) {
    return check(pin.getKey(), pin.getValue(), this::readNamed);
  }

  /**
   * Reads an object.
   *
   * @param reason the key of the object because of which it should be there
   */
  private Pending<Checked> check(String key, String reason, Check check) {
    return calls
        .inBackground("verify", key, () -> calls.read(key, deadline), deadline)
        .map(
            read ->
                read.map(object -> check(key, object, check)).orElseGet(() -> absent(key, reason)));
  }

  private static Checked check(String key, byte[] object, Check check) {
    Optional<Long> size = Optional.of((long) object.length);
    try {
      check.read(object);
      return new Checked(key, size, null);
    } catch (UnreadableObjectException e) {
      return new Checked(key, size, e.problem());
    }
  }

  /** The pin of another would go with that one. */
  private void readNamed(byte[] pin) throws UnreadableObjectException {
    ThreadRef holder = PinObject.read(pin).ref();
    if (!holder.equals(ref)) {
      throw new UnreadableObjectException("pin is another thread's: thread=`" + holder + "`");
    }
  }

  /** Nobody says what its checksum should be, so its own has to do. */
  private void readUnused(ColdObject segment, byte[] object) throws UnreadableObjectException {
    SegmentName name = keys.segmentName(segment.key()).orElseThrow();
    SegmentObject.read(
        new SegmentRef(segment.key(), name.first(), name.last(), ObjectEnvelope.sha256(object)),
        object);
  }

  /** Nothing is there. It was collected if that is gone, too, which is why it was looked for. */
  private Checked absent(String key, String reason) {
    boolean isMissed = calls.exists(reason, deadline);
    return new Checked(key, Optional.empty(), isMissed ? "object is missing" : null);
  }
}
