package dev.threadstore.model;

import java.util.Optional;

/**
 * A thread's state: one JSON document that lives, moves and is versioned with its messages. Each
 * call is atomic. Thread-safe.
 *
 * <p>All methods throw {@link ThreadNotFoundException} if there is no such thread and {@link
 * StoreUnavailableException} if a tier fails. Saving and deleting throw {@link
 * RevisionConflictException} if the thread is not at the expected revision, and {@link
 * OutcomeUnknownException}; at {@link Revision#ANY} they are done twice if 16 other changes come
 * between a lost answer and its retry. A state that cannot be read is an exception, never an empty
 * state.
 */
public interface ThreadState {

  /**
   * Loads the state through the store's {@link StateCodec}.
   *
   * @param type the type wanted
   * @param <S> the type wanted
   * @return the thread's revision and its state, or empty if it has none
   * @throws UndecodableContentException if the codec cannot decode it
   */
  <S> Versioned<Optional<S>> load(Class<S> type);

  /**
   * Loads the state as it is stored.
   *
   * @return the thread's revision and the JSON document, or empty if it has none
   */
  Versioned<Optional<String>> loadJson();

  /**
   * Replaces the state through the store's {@link StateCodec}.
   *
   * @param state the new state
   * @param expected the revision that the thread must be at, or {@link Revision#ANY}
   * @return the thread's new revision
   * @throws LimitExceededException if the document is over {@link
   *     ThreadStoreSettings#maxStateBytes()}
   */
  ChangeResult save(Object state, Revision expected);

  /**
   * Replaces the state with a JSON document.
   *
   * @param json one JSON value
   * @param expected the revision that the thread must be at, or {@link Revision#ANY}
   * @return the thread's new revision
   * @throws InvalidInputException if the text is not one JSON value
   * @throws LimitExceededException if it is over {@link ThreadStoreSettings#maxStateBytes()}
   */
  ChangeResult saveJson(String json, Revision expected);

  /**
   * Removes the state.
   *
   * @param expected the revision that the thread must be at, or {@link Revision#ANY}
   * @return the thread's revision afterwards; the old one if there was no state
   */
  ChangeResult delete(Revision expected);
}
