package dev.threadstore.cold.fs;

import dev.threadstore.cold.ColdStoreException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a store: whether it is fit to be one, and whether it still is the one that was
 * opened. Immutable.
 */
final class StoreRoot {
  /** What to do with a folder that is no cold store yet. */
  enum WhenMissing {
    CREATE,
    REFUSE
  }

  private final Path path;
  private final Marker marker;

  private StoreRoot(Path path, Marker marker) {
    this.path = path;
    this.marker = marker;
  }

  /**
   * Opens a root, after a check of all that the store needs of it.
   *
   * @throws ColdStoreException if it is not fit
   */
  static StoreRoot open(Path path, WhenMissing whenMissing, Disk disk) throws IOException {
    if (!Files.isDirectory(path)) {
      if (whenMissing == WhenMissing.REFUSE) {
        throw refused("root of the cold store is not a folder, or not mounted", path, null);
      }
      createFolder(path, disk);
    }
    if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      throw refused("file system does not tell links and times of change", path, null);
    }
    // In this order: whoever creates a store writes its marker before the first object.
    List<Integer> depths = new Layout(path).depths();
    Optional<Marker> marker = Marker.read(path);
    if (marker.isEmpty() && whenMissing == WhenMissing.REFUSE) {
      throw refused("root has no marker file, it is no cold store or not mounted", path, null);
    }
    if (marker.isEmpty() && !depths.isEmpty()) {
      throw refused("root has objects and no marker file, part of it is lost", path, null);
    }
    Staging staging = new Staging(path);
    createIfMissing(staging.folder(), disk);
    requireLinks(path, staging, disk);
    return new StoreRoot(path, marker.isPresent() ? marker.get() : mark(path, staging, disk));
  }

  Path path() {
    return path;
  }

  /**
   * Makes sure that this is still the store that was opened. Whoever found nothing asks, before he
   * says so: an unmounted disk leaves an empty folder behind (H30).
   *
   * @throws ColdStoreException if it is not
   */
  void check() throws IOException {
    Optional<Marker> found = Marker.read(path);
    if (found.isEmpty()) {
      throw refused("root of the cold store has gone, or was unmounted", path, null);
    }
    if (!found.get().equals(marker)) {
      throw refused("root is another cold store than the one that was opened", path, null);
    }
  }

  private static void createFolder(Path path, Disk disk) throws IOException {
    Path parent = path.getParent();
    try {
      disk.createFolder(path);
    } catch (NoSuchFileException e) {
      throw refused("root of the cold store cannot be created, its parent is missing", path, e);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(path)) {
        throw refused("root of the cold store is not a folder", path, e);
      }
    }
    if (parent != null) {
      disk.sync(parent);
    }
  }

  private static void createIfMissing(Path folder, Disk disk) throws IOException {
    try {
      disk.createFolder(folder);
    } catch (FileAlreadyExistsException e) {
      // An earlier open.
    }
  }

  /** Creates the marker, or finds that another process was faster. */
  private static Marker mark(Path root, Staging staging, Disk disk) throws IOException {
    Path staged = staging.write(new Marker(UUID.randomUUID()).bytes());
    try {
      new Publisher(disk).publish(staged, Marker.fileIn(root));
      disk.sync(root);
    } finally {
      Files.delete(staged);
    }
    return Marker.read(root)
        .orElseThrow(() -> refused("root of the cold store has gone", root, null));
  }

  /** Makes sure that a name can be given to a file once, and only once. */
  private static void requireLinks(Path root, Staging staging, Disk disk) throws IOException {
    Path file = staging.write(new byte[0]);
    Path name = staging.newName();
    try {
      disk.link(name, file);
    } catch (IOException e) {
      Staging.discard(file, e);
      throw refused(
          "file system has no hard links, which are needed to create objects atomically", root, e);
    }
    try {
      disk.link(name, file);
      throw refused("file system replaces a file by a hard link", root, null);
    } catch (FileAlreadyExistsException e) {
      // As it must be.
    } finally {
      Files.delete(name);
      Files.delete(file);
    }
  }

  private static ColdStoreException refused(String why, Path root, @Nullable Throwable cause) {
    return new ColdStoreException(why + ": root=`" + root + "`", cause);
  }
}
