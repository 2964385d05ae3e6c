package dev.threadstore.internal.archive;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.model.ArchivedPage;
import dev.threadstore.model.ArchivedThread;
import dev.threadstore.model.ThreadRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Adds up a listing of a namespace, thread by thread. Holds one page of the listing and one of the
 * result. For one use.
 */
final class Measurement {
  private final String namespace;
  private final String prefix;
  private final int limit;
  private final List<ArchivedThread> threads = new ArrayList<>();
  private @Nullable ArchivedThread current;

  /**
   * @param limit after so many threads the page ends
   */
  Measurement(String namespace, int limit) {
    this.namespace = namespace;
    this.limit = limit;
    prefix = ColdKeys.namespace(namespace);
  }

  /**
   * Lists.
   *
   * @param after empty, or where the page before ended
   */
  ArchivedPage run(ColdCalls calls, String after, Deadline deadline) {
    String position = after.isEmpty() ? "" : prefix + after;
    while (true) {
      List<ColdObject> page = calls.list(prefix, position, ColdCalls.PAGE, deadline);
      for (ColdObject object : page) {
        position = object.key();
        Optional<ThreadRef> ref =
            Archive.threadOf(namespace, object.key().substring(prefix.length()));
        if (ref.isPresent() && endsThread(ref.get()) && threads.size() == limit) {
          String end = new ColdKeys(threads.get(limit - 1).ref()).past();
          return new ArchivedPage(threads, Optional.of(end.substring(prefix.length())));
        }
        ref.ifPresent(of -> add(of, object));
      }
      if (page.size() < ColdCalls.PAGE) {
        endThread();
        return new ArchivedPage(threads, Optional.empty());
      }
    }
  }

  /** Whether a thread has ended because an object is another one's. */
  private boolean endsThread(ThreadRef next) {
    return current != null && !current.ref().equals(next) && endThread();
  }

  private boolean endThread() {
    if (current != null) {
      threads.add(current);
      current = null;
    }
    return true;
  }

  private void add(ThreadRef ref, ColdObject object) {
    ArchivedThread sum = current;
    current =
        sum == null
            ? new ArchivedThread(ref, 1, object.size(), object.age())
            : new ArchivedThread(
                ref,
                sum.objects() + 1,
                sum.bytes() + object.size(),
                younger(sum.age(), object.age()));
  }

  private static Duration younger(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
