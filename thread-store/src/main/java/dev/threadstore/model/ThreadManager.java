package dev.threadstore.model;

import java.util.List;
import java.util.Map;

/**
 * One thread: an ordered list of messages with ids that are unique in it, one state document, a
 * lineage. A cheap handle that holds nothing which can go stale; thread-safe; any number of handles
 * in any number of processes may work on one thread at once. Each method is atomic: its effect is
 * visible whole or not at all.
 *
 * <p>Unless a method says otherwise, it throws {@link ThreadNotFoundException} if there is no such
 * thread (of a change under way while somebody deleted it, others may have seen it before that),
 * {@link ThreadNotHotException} if it may be archived and {@link HydrateOnUse#NEVER} is set, {@link
 * StoreUnavailableException} if a tier fails or does not answer within the deadline (nothing
 * visible was changed), {@link OutcomeUnknownException} if a change may or may not have been made,
 * {@link TooFewReplicasException} if it was made and {@link
 * ThreadStoreSettings.Builder#waitForReplicas} wants more, {@link DamagedHotCopyException} and
 * {@link UnreadableSnapshotException} for damage that it met. Every activity renews the TTL of all
 * of the thread's keys.
 *
 * @param <M> the application's type of a message
 */
public interface ThreadManager<M> {

  /**
   * Which thread this is.
   *
   * @return its reference
   */
  ThreadRef ref();

  /**
   * Creates the thread, empty. Safe against any number of rivals: one creates, the others get the
   * exception.
   *
   * @return its first revision
   * @throws ThreadExistsException if it exists, in either tier
   * @throws OutcomeUnknownException also if somebody deleted the thread while this call was under
   *     way, and that may have been the one that it had created
   */
  default ChangeResult create() {
    return create(Map.of());
  }

  /**
   * Creates the thread with labels, and without messages: as {@link #create()}.
   *
   * @param labels its labels, values by name, as {@link ThreadLabels} says
   * @return its first revision
   * @throws InvalidInputException if a name or value cannot be
   * @throws LimitExceededException if there are too many
   */
  ChangeResult create(Map<String, String> labels);

  /**
   * Creates the thread if it does not exist in either tier. Safe to repeat.
   *
   * @return whether this call created it; false also for one whose answer was lost and then retried
   *     by the caller
   */
  boolean createIfAbsent();

  /**
   * Whether the thread exists in either tier. Brings nothing to Redis.
   *
   * @return true if it does
   */
  boolean exists();

  /**
   * What is known of the thread without reading its messages. Brings nothing to Redis.
   *
   * @return what is known
   */
  ThreadInfo info();

  /**
   * Appends messages: {@link #append(List, Revision)} at any revision.
   *
   * @param messages the messages, in order
   * @return what was added and what was found
   */
  default AppendResult append(List<? extends M> messages) {
    return append(messages, Revision.ANY);
  }

  /**
   * Appends those messages whose ids are not in the thread yet, contiguously and in the batch's
   * order, in one round trip. Idempotent per message id: repeat it after any failure. (An append at
   * {@link Revision#ANY} is known by its ids alone: if its answer was lost, and somebody truncated
   * or replaced the messages before it is sent again, it adds them again.)
   *
   * @param messages the messages, in order
   * @param expected the revision that the thread must be at, or {@link Revision#ANY}
   * @return what was added and what was found
   * @throws RevisionConflictException if the thread is at another revision
   * @throws InvalidInputException if the codec cannot encode a message or gives no valid id
   * @throws LimitExceededException if a message or the batch is over a limit
   */
  AppendResult append(List<? extends M> messages, Revision expected);

  /**
   * Reads all messages as they were at one revision.
   *
   * @return the messages and the revision
   */
  ThreadContent<M> load();

  /**
   * Reads parts of the messages: the tail, pages, one by its id.
   *
   * @return a view of this thread
   */
  ThreadMessages<M> messages();

  /**
   * The thread's labels.
   *
   * @return a view of this thread
   */
  ThreadLabels labels();

  /**
   * The thread's state.
   *
   * @return a view of this thread
   */
  ThreadState state();

  /**
   * Removes a message and all after it. Their ids stop being known at once, so the same messages
   * can be appended again. The state stays as it is.
   *
   * @param messageId the first message to remove
   * @param expected the revision that the thread must be at; {@link Revision#ANY} cuts whatever was
   *     appended meanwhile, and if 16 other changes come between a lost answer and its retry, twice
   * @return what was removed; nothing if no message has that id
   * @throws RevisionConflictException if the thread is at another revision
   */
  TruncateResult truncateFrom(String messageId, Revision expected);

  /**
   * Replaces all messages in one visible step; state and lineage stay.
   *
   * @param messages the new messages, in order, with distinct ids
   * @param expected the revision that the thread must be at; {@link Revision#ANY} drops whatever
   *     was appended meanwhile, and if 16 other changes come between a lost answer and its retry,
   *     twice
   * @return the new revision
   * @throws RevisionConflictException if the thread is at another revision
   * @throws InvalidInputException if two messages have one id
   */
  ChangeResult replaceAll(List<? extends M> messages, Revision expected);

  /**
   * Forks the whole thread with its current state.
   *
   * @param target the new thread
   * @return the new thread
   * @throws ThreadExistsException if the target exists, in either tier
   */
  default ThreadManager<M> fork(ThreadRef target) {
    return fork(target, ForkPoint.end(), ForkState.CURRENT);
  }

  /**
   * Creates a new thread from the beginning of this one. No later change of either shows in the
   * other. The new thread becomes visible whole, in one step.
   *
   * @param target the new thread
   * @param point up to where to take messages
   * @param state whether the new thread gets a copy of the state
   * @return the new thread
   * @throws ThreadExistsException if the target exists, in either tier
   * @throws InvalidInputException if the thread has no such message or position
   */
  ThreadManager<M> fork(ThreadRef target, ForkPoint point, ForkState state);

  /**
   * Deletes the thread in both tiers, for good: nothing that is under way brings it back.
   * Idempotent. If it fails half-way the thread refuses reads and writes until this or any other
   * call has finished the deletion.
   *
   * @return whether there was one
   * @throws OutcomeUnknownException also if the archive has an unreadable object that may be the
   *     proof that it is done; repeated, it deletes also what was created under the id since
   */
  DeleteResult delete();
}
