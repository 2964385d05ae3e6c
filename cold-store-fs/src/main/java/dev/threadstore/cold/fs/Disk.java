package dev.threadstore.cold.fs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The changes to folders on whose order and outcome durability rests. A seam: tests record, stall
 * and fail them.
 */
class Disk {
  /**
   * Creates a folder in an existing one.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is one
   * @throws java.nio.file.NoSuchFileException if the parent has gone
   */
  void createFolder(Path folder) throws IOException {
    Files.createDirectory(folder);
  }

  /**
   * Removes a folder.
   *
   * @throws java.nio.file.DirectoryNotEmptyException if it holds something
   * @throws java.nio.file.NoSuchFileException if it has gone
   */
  void removeFolder(Path folder) throws IOException {
    Files.delete(folder);
  }

  /**
   * Gives a file a second name, in one atomic step.
   *
   * @throws java.nio.file.FileAlreadyExistsException if the name is taken
   * @throws java.nio.file.NoSuchFileException if the name's folder or the file has gone
   */
  void link(Path name, Path file) throws IOException {
    try {
      Files.createLink(name, file);
    } catch (UnsupportedOperationException e) {
      FileSystemException refused =
          new FileSystemException(name.toString(), file.toString(), "no hard links");
      refused.initCause(e);
      throw refused;
    }
  }

  /** Makes the entries of a folder durable, those that went as well as those that came. */
  void sync(Path folder) throws IOException {
    // POSIX systems let a folder be opened for reading and fsynced; others refuse, and so do we.
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
