package dev.threadstore.cold.fs;

import dev.threadstore.cold.ColdKeyRule;
import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.cold.ColdStoreException;
import dev.threadstore.cold.CreateOutcome;
import dev.threadstore.cold.fs.StoreRoot.WhenMissing;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A cold store in a folder of a POSIX file system. Any number of processes may use one folder at
 * once, also from several machines, if the file system is shared between them.
 *
 * <p><b>Atomicity.</b> An object is written to a staging folder, fsynced, and then given its name
 * by a hard link, which fails if the name is taken. So it appears whole or not at all, and once. A
 * process that dies at any instant leaves at worst a staged file, which costs space until somebody
 * opens the store a day later.
 *
 * <p><b>Durability.</b> {@link #create} answers when the object and all folders on its path are
 * fsynced; also when it answers that the object existed. What {@link #read} returns is durable too.
 * A create costs one fsync of the file and one for each folder from the object's up to the root.
 *
 * <p><b>Absent or failed.</b> A marker file names the store. Before this class answers that
 * something is not there, it makes sure that the marker is: a root that was unmounted, removed or
 * replaced is a {@link ColdStoreException}, never an empty store.
 *
 * <p><b>Ages</b> are taken from the time of the inode's last change and the file system's own
 * clock. They are never overstated by more than clock drift; a change of owner or mode and a
 * restored backup make an object young again.
 *
 * <p><b>What it needs.</b> Hard links and fsync of folders (refused at open otherwise); names of
 * 255 bytes; paths as long as the root's and the longest key's together. The permissions of what it
 * creates are left to the umask. NFS clients cache what a folder holds: where several machines
 * share a root, mount it with {@code actimeo=0,lookupcache=none}, or reads and listings miss what
 * others have just created.
 *
 * <p><b>Interruption</b> of a thread that writes or waits for an fsync ends the call with a {@code
 * ColdStoreException} and the interrupt flag set, and does the store no harm. Reads and listings do
 * not notice it.
 *
 * <p>Immutable and thread-safe. It holds nothing open, so {@link #close} has nothing to do.
 */
public final class FileSystemColdStore implements ColdStore {
  private final StoreRoot root;
  private final Layout layout;
  private final ObjectWriter writer;
  private final ObjectReader reader;
  private final ObjectRemover remover;
  private final FileClock clock;

  private FileSystemColdStore(StoreRoot root, Disk disk) throws IOException {
    Staging staging = new Staging(root.path());
    this.root = root;
    this.layout = new Layout(root.path());
    Folders folders = new Folders(root.path(), disk);
    this.writer = new ObjectWriter(root, staging, folders, new Publisher(disk));
    this.reader = new ObjectReader(root, folders);
    this.remover = new ObjectRemover(root, folders);
    this.clock = new FileClock(staging);
    staging.removeLeftovers(clock.now());
  }

  /**
   * Opens a store, or creates it if the folder is none yet. Where the folder is a mount point,
   * prefer {@link #openExisting} once it has been created: on an unmounted disk this method starts
   * a new, empty store.
   *
   * @param root the folder; it is created if its parent exists. Other files in it are left alone.
   * @return the store
   * @throws ColdStoreException if the folder cannot be a store: its parent is missing, it is no
   *     folder, not writable, has objects but no marker, was written by an unknown version, or the
   *     file system has no hard links. At most an empty store is left behind.
   */
  public static FileSystemColdStore open(Path root) {
    return open(root, WhenMissing.CREATE, new Disk());
  }

  /**
   * Opens a store that {@link #open} created before, and creates none.
   *
   * @param root the folder
   * @return the store
   * @throws ColdStoreException if there is no store in the folder (is it mounted?), and for the
   *     reasons of {@link #open}
   */
  public static FileSystemColdStore openExisting(Path root) {
    return open(root, WhenMissing.REFUSE, new Disk());
  }

  static FileSystemColdStore open(Path root, WhenMissing whenMissing, Disk disk) {
    Path path = root.toAbsolutePath();
    return run(
        "open", path, () -> new FileSystemColdStore(StoreRoot.open(path, whenMissing, disk), disk));
  }

  @Override
  public Optional<byte[]> read(String key) {
    Path object = layout.fileOf(ColdKeyRule.requireLegal(key));
    return run("read", object, () -> reader.read(object));
  }

  @Override
  public Optional<byte[]> readStart(String key, int length) {
    if (length < 1) {
      throw new IllegalArgumentException("length is not positive: length=`" + length + "`");
    }
    Path object = layout.fileOf(ColdKeyRule.requireLegal(key));
    return run("read", object, () -> reader.readStart(object, length));
  }

  @Override
  public CreateOutcome create(String key, byte[] bytes) {
    Objects.requireNonNull(bytes, "bytes");
    Path object = layout.fileOf(ColdKeyRule.requireLegal(key));
    return run("create", object, () -> writer.create(object, bytes));
  }

  /**
   * As {@link ColdStore#delete}. An object that cannot be deleted does not keep the others from
   * being deleted. Folders that become empty are removed.
   */
  @Override
  public void delete(Collection<String> keys) {
    List<Path> objects =
        keys.stream().map(key -> layout.fileOf(ColdKeyRule.requireLegal(key))).toList();
    run(
        "delete",
        root.path(),
        () -> {
          remover.delete(objects);
          return objects;
        });
  }

  /**
   * As {@link ColdStore#list}. A folder on the way is read whole, however few of its entries are
   * asked for; folders that the prefix or {@code after} excludes are not.
   */
  @Override
  public List<ColdObject> list(String prefix, String after, int limit) {
    Objects.requireNonNull(prefix, "prefix");
    Objects.requireNonNull(after, "after");
    if (limit < 1) {
      throw new IllegalArgumentException("limit is too small: limit=`" + limit + "` least=`1`");
    }
    return run(
        "list",
        root.path(),
        () -> {
          List<ColdObject> found = new Listing(layout, prefix, after, limit, clock.now()).list();
          root.check(); // Whatever seemed to be missing is.
          return found;
        });
  }

  /** Does nothing: the store holds nothing open, and can be used on. */
  @Override
  public void close() {}

  @Override
  public String toString() {
    return "FileSystemColdStore[" + root.path() + "]";
  }

  /** The one place where what the file system throws becomes what the SPI throws. */
  private static <T> T run(String operation, Path path, Action<T> action) {
    try {
      return action.run();
    } catch (ClosedByInterruptException e) {
      Thread.currentThread().interrupt();
      throw new ColdStoreException(
          "interrupted: operation=`" + operation + "` path=`" + path + "`", e);
    } catch (IOException e) {
      throw new ColdStoreException(
          "file system failed: operation=`%s` path=`%s` reason=`%s`".formatted(operation, path, e),
          e);
    }
  }

  private interface Action<T> {
    T run() throws IOException;
  }
}
