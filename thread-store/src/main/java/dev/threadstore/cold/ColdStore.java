package dev.threadstore.cold;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A place for immutable objects: opaque bytes under string keys. S3, GCS, Azure Blob, a file system
 * and a SQL table can all be one. It needs one condition of the backing store, and every promise of
 * the library rests on it: of any number of {@link #create} calls for one key, in any number of
 * processes, at most one answers {@link CreateOutcome#CREATED}, and no later one changes the bytes.
 *
 * <p><b>Keys</b> are 1 to 1024 ASCII characters from {@code a-z 0-9 . _ - % /}; no empty segment,
 * no segment {@code .} or {@code ..}. Segments are at most 255 characters, so that each fits a file
 * name. All methods refuse other keys with an {@link IllegalArgumentException} and then do nothing
 * ({@link ColdKeyRule}); a prefix that no key can have lists nothing.
 *
 * <p><b>Consistency.</b> {@link #read} and {@link #list} see every create and delete that was
 * answered before they began, from any process.
 *
 * <p><b>Errors.</b> A store that fails throws {@link ColdStoreException}; it never answers "absent"
 * or an empty list instead. After an exception from {@code create} or {@code delete} the caller
 * does not know whether it took effect, and reads back.
 *
 * <p><b>Threads.</b> Implementations are thread-safe. Calls block; they observe interruption where
 * the backing client does, and answer it with a {@code ColdStoreException} with the interrupt flag
 * set again. The library bounds every call by its own deadline, so a call may still be running when
 * nobody waits for it any more.
 *
 * <p>{@code ColdStoreContract} in the {@code test-support} module is the executable form of this
 * page.
 */
public interface ColdStore extends AutoCloseable {

  /**
   * Reads one object whole. What it returns is durable, as if a create had answered for it.
   *
   * @param key the object's key
   * @return its bytes, or empty if there is definitely no such object
   * @throws ColdStoreException if the store could not tell (also: a missing bucket or folder, or no
   *     permission)
   */
  Optional<byte[]> read(String key);

  /**
   * Reads the beginning of one object: what it returns has perhaps not been made durable yet, and
   * no checksum of the store vouches for it. This method reads the whole object; a store that can
   * do better should.
   *
   * @param key the object's key
   * @param length at most so many bytes, at least 1
   * @return its first bytes, so many or all that there are; empty if there is definitely no such
   *     object
   * @throws IllegalArgumentException if the length is not positive
   * @throws ColdStoreException as {@link #read}
   */
  default Optional<byte[]> readStart(String key, int length) {
    if (length < 1) {
      throw new IllegalArgumentException("length is not positive: length=`" + length + "`");
    }
    return read(key).map(bytes -> bytes.length <= length ? bytes : Arrays.copyOf(bytes, length));
  }

  /**
   * Creates an object if there is none under its key. Both answers mean that an object under this
   * key is durable: it survives a crash of this process and, as far as the store promises, of the
   * store. A reader never sees part of an object.
   *
   * @param key the object's key
   * @param bytes its content; not modified, not kept
   * @return whether this call created the object
   * @throws ColdStoreException if the store failed; the object may or may not be there, now or
   *     shortly after
   */
  CreateOutcome create(String key, byte[] bytes);

  /**
   * Deletes objects. Absent ones are no error, so the call can be repeated. Not atomic: after an
   * exception any subset may be gone.
   *
   * @param keys the objects' keys, any number
   * @throws ColdStoreException if at least one could not be deleted
   */
  void delete(Collection<String> keys);

  /**
   * Lists objects in ascending order of their keys (ASCII byte order, {@code /} being an ordinary
   * character).
   *
   * @param prefix only keys that start with it; may be empty, may end inside a segment
   * @param after only keys greater than it; empty: from the first
   * @param limit at most so many, at least 1; fewer are returned only if there are no more
   * @return the objects, with sizes and ages
   * @throws IllegalArgumentException if the limit is not positive
   * @throws ColdStoreException if the store failed
   */
  List<ColdObject> list(String prefix, String after, int limit);

  /**
   * Releases what this object opened itself, and nothing that was handed to it. May be repeated.
   */
  @Override
  void close();
}
