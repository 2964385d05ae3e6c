package dev.threadstore.internal.tier;

import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.Loan;
import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.internal.base.Ring;
import dev.threadstore.internal.base.Segments;
import dev.threadstore.internal.base.Stamps;
import dev.threadstore.internal.hot.Change;
import dev.threadstore.internal.hot.HotTransfer;
import dev.threadstore.internal.hot.HotTransfer.Entry;
import dev.threadstore.internal.hot.HotTransfer.Install;
import dev.threadstore.internal.hot.Installation;
import dev.threadstore.internal.hot.NotLiveException;
import dev.threadstore.internal.hot.Staging;
import dev.threadstore.model.ChangeResult;
import dev.threadstore.model.Lineage;
import dev.threadstore.model.OutcomeUnknownException;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadExistsException;
import dev.threadstore.model.ThreadRef;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes a new thread in Redis, empty or with a fork's content. Ask for the gate, then look whether
 * the archive knows the id, install while the gate still stands: so there are never two threads
 * under one id.
 */
final class Creation {
  private final Tiers tiers;
  private final AbandonedWork abandoned;

  Creation(Tiers tiers, AbandonedWork abandoned) {
    this.tiers = tiers;
    this.abandoned = abandoned;
  }

  /**
   * What a new thread begins with.
   *
   * @param lineage where it was forked from, or null
   * @param labels values by name
   * @param state its state, or null
   * @param messages its messages
   * @param segments those of another thread that hold the first of these messages
   * @param loan the snapshot that refers to those, or null if there are none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Content(
      @Nullable Lineage lineage,
      Map<String, String> labels,
      byte @Nullable [] state,
      List<MessageRecord> messages,
      Segments segments,
      @Nullable Loan loan) {

    static Content empty(Map<String, String> labels) {
      return new Content(null, labels, null, List.of(), Segments.NONE, null);
    }
  }

  ChangeResult create(ThreadRef ref, Content content, Deadline deadline) {
    Change change = tiers.change(ref, "create");
    ChangeResult result = change.made(() -> create(ref, content, change, deadline));
    Lineage lineage = content.lineage();
    tiers
        .listeners()
        .tell(
            listener -> {
              if (lineage == null) {
                listener.onCreated(ref, result);
              } else {
                listener.onForked(ref, lineage);
              }
            });
    return result;
  }

  private ChangeResult create(ThreadRef ref, Content content, Change change, Deadline deadline) {
    HotTransfer transfer = tiers.transfer(ref);
    String nonce = change.nonce();
    Revision revision = Revision.of(1, Stamps.first(nonce));
    OptionalLong looked = OptionalLong.empty();
    for (int attempt = 1; attempt <= tiers.settings().maxAttempts(); attempt++) {
      try {
        if (!(transfer.gate(tiers.nonces().next(), deadline) instanceof Entry.Gate gate)) {
          return madeByThisCall(nonce, tiers.hot(ref).headWithState(deadline).ring(), ref);
        }
        NewestEntry newest = newest(ref, deadline);
        if (newest.snapshot().isPresent()) {
          return madeByThisCall(nonce, newest.snapshot().get().image().ring(), ref);
        }
        if (looked.isPresent() && looked.getAsLong() != newest.number()) {
          // Deleted since. Perhaps what this call had created: the client may have sent it twice.
          throw new OutcomeUnknownException(ref, "create", null);
        }
        looked = OptionalLong.of(newest.number());
        Staging staging = transfer.staging(tiers.nonces().next(), content.messages().size());
        if (!staging.add(content.messages(), deadline)) {
          continue;
        }
        Installation installation =
            Installation.fresh(
                    gate.pass(),
                    change,
                    revision,
                    content.lineage(),
                    content.labels(),
                    content.state(),
                    newest.number(),
                    newest.stamp())
                .segments(content.segments(), content.loan());
        Install install = transfer.install(staging, installation, deadline);
        if (install instanceof Install.Done done) {
          return new ChangeResult(done.revision(), done.length());
        } else if (install instanceof Install.AlreadyHot) {
          throw new ThreadExistsException(ref);
        }
      } catch (NotLiveException.Absent e) {
        // It went between two steps: the gate will tell.
      } catch (NotLiveException.Busy e) {
        abandoned.finish(ref, e.phase(), deadline);
      }
    }
    throw tiers.keptChanging(ref, "create");
  }

  /**
   * The archive's newest entry, on which a thread created afresh builds.
   *
   * @throws ThreadExistsException if it is a snapshot
   */
  NewestEntry vacant(ThreadRef ref, Deadline deadline) {
    NewestEntry newest = newest(ref, deadline);
    if (newest.snapshot().isPresent()) {
      throw new ThreadExistsException(ref);
    }
    return newest;
  }

  private NewestEntry newest(ThreadRef ref, Deadline deadline) {
    return tiers.archive().isEmpty()
        ? NewestEntry.NONE
        : NewestEntry.find(tiers.log(ref), deadline);
  }

  /** The thread is there: made by this very call, if its answer was lost, or by somebody else. */
  private static ChangeResult madeByThisCall(String nonce, String ring, ThreadRef ref) {
    return Ring.find(ring, nonce).orElseThrow(() -> new ThreadExistsException(ref));
  }
}
