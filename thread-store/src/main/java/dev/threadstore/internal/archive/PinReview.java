package dev.threadstore.internal.archive;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.internal.archive.ArchiveEntry.Snapshot;
import dev.threadstore.internal.archive.EntryLog.Reading;
import dev.threadstore.internal.archive.PinObject.Holder;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.model.ThreadRef;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out which pins on a thread are still needed: those whose holder has a snapshot that names
 * them, or may still write it, or is itself pinned by such a one, for then a fork of the holder may
 * rely on them.
 */
final class PinReview {
  private final Archive archive;
  private final ColdCalls calls;

  PinReview(Archive archive, ColdCalls calls) {
    this.archive = archive;
    this.calls = calls;
  }

  /** Whether a pin must stay. What cannot be read is needed. */
  boolean isNeeded(ColdObject pin, Deadline deadline) {
    Deque<ColdObject> unseen = new ArrayDeque<>(List.of(pin));
    Set<String> seen = new HashSet<>();
    while (!unseen.isEmpty()) {
      ColdObject next = unseen.remove();
      // Threads that pin each other in a circle are needed only from outside.
      if (seen.add(next.key()) && isNeededByHolder(next, unseen, deadline)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a pin is needed by its holder itself; if not, adds the pins on the holder. */
  private boolean isNeededByHolder(ColdObject pin, Deque<ColdObject> onHolder, Deadline deadline) {
    Optional<byte[]> object = calls.read(pin.key(), deadline);
    if (object.isEmpty()) {
      return false;
    }
    Holder holder;
    try {
      holder = PinObject.read(object.get());
    } catch (UnreadableObjectException e) {
      return true;
    }
    ThreadRef ref = holder.ref();
    List<Long> numbers = archive.log(ref).numbersDownTo(1, deadline);
    boolean hasCome = !numbers.isEmpty() && numbers.get(0) >= holder.number();
    if (!hasCome && pin.age().compareTo(Collector.ABANDONED) < 0) {
      return true;
    }
    for (long number : numbers) {
      if (mayName(ref, number, pin.key(), deadline)) {
        return true;
      }
    }
    // Listed after its snapshots were read: a fork of the holder pins it before it reads one.
    onHolder.addAll(calls.listAll(new ColdKeys(ref).pins(), deadline));
    return false;
  }

  private boolean mayName(ThreadRef holder, long number, String pin, Deadline deadline) {
    Optional<Reading> look = archive.log(holder).look(number, deadline);
    if (look.isEmpty()) {
      // Collected meanwhile: a later one may name what it did.
      return true;
    }
    if (!(look.get() instanceof Reading.Intact intact)) {
      return true;
    }
    return intact
        .stored()
        .entry()
        .snapshot()
        .map(Snapshot::segments)
        .filter(segments -> segments.pins().contains(pin))
        .isPresent();
  }
}
