package dev.threadstore.cold.fs;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The folders between the root and the objects: they come with the first object below them and go
 * with the last. Many processes do both at once, so every step expects that another has just done
 * the same or the opposite.
 */
final class Folders {
  private final Path root;
  private final Disk disk;

  Folders(Path root, Disk disk) {
    this.root = root;
    this.disk = disk;
  }

  /**
   * Creates those folders on the way to this one that are missing, the root excepted. Not durable
   * before {@link #sync}.
   *
   * @throws NoSuchFileException if one of them was removed meanwhile: repeat it. (Or the root has
   *     gone.)
   */
  void create(Path folder) throws IOException {
    if (folder.equals(root) || Files.isDirectory(folder)) {
      return;
    }
    create(Layout.parent(folder));
    try {
      disk.createFolder(folder);
    } catch (FileAlreadyExistsException e) {
      // Another creator was faster.
    }
  }

  /**
   * Makes the entries of a folder durable, and the folder itself, up to the root. All of them every
   * time: that a folder is there does not mean that whoever created it has come to make it durable
   * (H101), and an fsync with nothing to do is cheap.
   */
  void sync(Path folder) throws IOException {
    for (Path each = folder; ; each = Layout.parent(each)) {
      try {
        disk.sync(each);
      } catch (NoSuchFileException e) {
        // Removed meanwhile, so it held nothing; its parent knows.
      }
      if (each.equals(root)) {
        return;
      }
    }
  }

  /**
   * Removes a folder if it is empty, then its parent if that is empty, and so on below the root;
   * then makes all that durable, and what went from the folder before, by whomever.
   */
  void prune(Path folder) throws IOException {
    Path kept = folder;
    while (!kept.equals(root) && isRemoved(kept)) {
      kept = Layout.parent(kept);
    }
    sync(kept);
  }

  private boolean isRemoved(Path folder) throws IOException {
    try {
      disk.removeFolder(folder);
      return true;
    } catch (NoSuchFileException e) {
      return true;
    } catch (DirectoryNotEmptyException e) {
      return false;
    }
  }
}
