package dev.threadstore.model;

import java.util.Objects;

/**
 * Names one thread: a namespace and an id. Both are any valid Unicode text that {@link
 * NameEncoding} can hold; they are compared exactly, never normalised. Immutable.
 *
 * @param namespace keeps the threads of one agent or application apart from others
 * @param id the thread's id, unique in its namespace
 */
public record ThreadRef(String namespace, String id) implements Comparable<ThreadRef> {

  /**
   * Validates both parts.
   *
   * @throws InvalidInputException if a part is empty or not valid Unicode
   * @throws LimitExceededException if a part is longer than {@link NameEncoding#MAX_ENCODED_LENGTH}
   *     bytes when encoded
   */
  public ThreadRef {
    NameEncoding.encode("namespace", Objects.requireNonNull(namespace, "namespace"));
    NameEncoding.encode("id", Objects.requireNonNull(id, "id"));
  }

  /**
   * The thread whose parts were encoded by {@link #encodedNamespace()} and {@link #encodedId()}.
   *
   * @param encodedNamespace the encoded namespace
   * @param encodedId the encoded id
   * @return the thread
   * @throws InvalidInputException if a part is not an encoded name
   */
  public static ThreadRef ofEncoded(String encodedNamespace, String encodedId) {
    return new ThreadRef(NameEncoding.decode(encodedNamespace), NameEncoding.decode(encodedId));
  }

  /**
   * A thread of the same namespace.
   *
   * @param otherId its id
   * @return its reference
   */
  public ThreadRef sibling(String otherId) {
    return new ThreadRef(namespace, otherId);
  }

  /**
   * The namespace as it stands in Redis keys and object names.
   *
   * @return the encoded namespace
   */
  public String encodedNamespace() {
    return NameEncoding.encode("namespace", namespace);
  }

  /**
   * The id as it stands in Redis keys and object names.
   *
   * @return the encoded id
   */
  public String encodedId() {
    return NameEncoding.encode("id", id);
  }

  @Override
  public int compareTo(ThreadRef other) {
    int byNamespace = namespace.compareTo(other.namespace);
    return byNamespace != 0 ? byNamespace : id.compareTo(other.id);
  }

  @Override
  public String toString() {
    return namespace + "/" + id;
  }
}
