package dev.threadstore.internal.tier;

import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.internal.hot.Chunk;
import dev.threadstore.internal.hot.Head;
import dev.threadstore.internal.hot.NotLiveException;
import dev.threadstore.internal.hot.Selection;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.AppendResult;
import dev.threadstore.model.ChangeResult;
import dev.threadstore.model.DeleteResult;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.ForkPoint;
import dev.threadstore.model.ForkState;
import dev.threadstore.model.Freshness;
import dev.threadstore.model.HydrateResult;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.StateCodec;
import dev.threadstore.model.ThreadContent;
import dev.threadstore.model.ThreadExistsException;
import dev.threadstore.model.ThreadInfo;
import dev.threadstore.model.ThreadLabels;
import dev.threadstore.model.ThreadMessages;
import dev.threadstore.model.ThreadNotFoundException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadSnapshots;
import dev.threadstore.model.ThreadState;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.model.TruncateResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The manager that users hold: puts codec and limits before the protocols, and decides nothing
 * about how a thread moves.
 *
 * @param <M> the application's type of a message
 */
final class TieredThread<M> implements TieredThreadManager<M> {
  private static final Duration LONGEST_KEPT = Duration.ofDays(365);

  private final ThreadRef ref;
  private final Tiers tiers;
  private final Protocols protocols;
  private final Encoder<M> encoder;
  private final StateCodec stateCodec;

  TieredThread(
      ThreadRef ref, Tiers tiers, Protocols protocols, Encoder<M> encoder, StateCodec stateCodec) {
    this.ref = ref;
    this.tiers = tiers;
    this.protocols = protocols;
    this.encoder = encoder;
    this.stateCodec = stateCodec;
  }

  @Override
  public ThreadRef ref() {
    return ref;
  }

  @Override
  public ChangeResult create(Map<String, String> labels) {
    LabelsView.requireLegal(labels);
    return protocols.creation.create(ref, Creation.Content.empty(labels), tiers.transferDeadline());
  }

  @Override
  public boolean createIfAbsent() {
    if (exists()) {
      return false;
    }
    try {
      create();
      return true;
    } catch (ThreadExistsException e) {
      return false;
    }
  }

  @Override
  public boolean exists() {
    return describe().isPresent();
  }

  @Override
  public ThreadInfo info() {
    return describe().orElseThrow(() -> new ThreadNotFoundException(ref));
  }

  private Optional<ThreadInfo> describe() {
    for (int attempt = 1; attempt <= tiers.settings().maxAttempts(); attempt++) {
      Deadline deadline = tiers.transferDeadline();
      try {
        Head head = tiers.hot(ref).head(deadline);
        return Optional.of(ThreadInfos.of(ref, head));
      } catch (NotLiveException.Absent e) {
        return tiers.archive().isEmpty()
            ? Optional.empty()
            : NewestEntry.find(tiers.log(ref), deadline).snapshot().map(ThreadInfos::of);
      } catch (NotLiveException.Busy e) {
        protocols.abandoned.finish(ref, e.phase(), deadline);
      }
    }
    throw tiers.keptChanging(ref, "info");
  }

  @Override
  public AppendResult append(List<? extends M> messages, Revision expected) {
    Objects.requireNonNull(expected, "expected");
    List<MessageRecord> batch = encoder.encodeBatch(messages);
    AppendResult result =
        protocols.liveness.change(
            ref,
            "append",
            (hot, change, deadline) -> hot.append(batch, expected, change, deadline));
    tiers.listeners().tell(listener -> listener.onAppended(ref, result));
    return result;
  }

  @Override
  public ThreadContent<M> load() {
    Chunk all =
        protocols.liveness.onLive(
            ref, "load", (hot, deadline) -> hot.readToEnd(Selection.from(0), deadline));
    return new ThreadContent<>(all.revision(), encoder.decode(ref, all.messages()));
  }

  @Override
  public ThreadMessages<M> messages() {
    return new MessagesView<>(ref, protocols.liveness, encoder);
  }

  @Override
  public ThreadState state() {
    return new StateView(ref, protocols.liveness, encoder, stateCodec);
  }

  @Override
  public ThreadLabels labels() {
    return new LabelsView(ref, protocols.liveness, this::info);
  }

  @Override
  public TruncateResult truncateFrom(String messageId, Revision expected) {
    Encoder.requireMessageId(messageId);
    Objects.requireNonNull(expected, "expected");
    TruncateResult result =
        protocols.liveness.change(
            ref,
            "truncateFrom",
            (hot, change, deadline) -> hot.truncateFrom(messageId, expected, change, deadline));
    if (result.removed() > 0) {
      tiers.listeners().tell(listener -> listener.onTruncated(ref, result));
    }
    return result;
  }

  @Override
  public ChangeResult replaceAll(List<? extends M> messages, Revision expected) {
    Objects.requireNonNull(expected, "expected");
    return protocols.replacement.replaceAll(ref, encoder.encodeWhole(messages), expected);
  }

  @Override
  public TieredThreadManager<M> fork(ThreadRef target, ForkPoint point, ForkState state) {
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(point, "point");
    Objects.requireNonNull(state, "state");
    if (point.messageId() != null) {
      Encoder.requireMessageId(point.messageId());
    }
    protocols.fork.fork(ref, target, point, state, tiers.transferDeadline());
    return new TieredThread<>(target, tiers, protocols, encoder, stateCodec);
  }

  @Override
  public HydrateResult hydrate(Freshness freshness) {
    Objects.requireNonNull(freshness, "freshness");
    return protocols.hydration.hydrate(ref, freshness, tiers.transferDeadline());
  }

  @Override
  public FlushResult flush(AfterFlush after) {
    Objects.requireNonNull(after, "after");
    return protocols.flush.flush(ref, after, Duration.ZERO, tiers.transferDeadline());
  }

  @Override
  public FlushResult flushIfIdle(Duration idle) {
    Flush.requireNotNegative(idle);
    return protocols.flush.flush(ref, AfterFlush.RELEASE, idle, tiers.transferDeadline());
  }

  @Override
  public boolean keepHot(Duration duration) {
    if (duration.isNegative() || duration.compareTo(LONGEST_KEPT) > 0) {
      throw new InvalidInputException(
          "cannot keep a thread hot for so long: value=`" + duration + "`");
    }
    return tiers.requireIndex().keep(ref, duration, tiers.callDeadline());
  }

  @Override
  public ThreadSnapshots snapshots() {
    return new SnapshotsView(ref, tiers, protocols.replacement);
  }

  @Override
  public Revision resolve(Resolution resolution, Revision expected) {
    Objects.requireNonNull(expected, "expected");
    tiers.requireArchive();
    return protocols.resolution.resolve(ref, resolution, expected, tiers.transferDeadline());
  }

  @Override
  public DeleteResult delete() {
    return protocols.deletion.delete(ref, tiers.transferDeadline());
  }

  @Override
  public DeleteResult purge() {
    tiers.requireArchive();
    return protocols.purge.purge(ref, tiers.transferDeadline());
  }

  @Override
  public String toString() {
    return "thread " + ref;
  }
}
