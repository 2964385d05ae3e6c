package dev.threadstore.cold.fs;

import dev.threadstore.cold.CreateOutcome;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Gives a staged file its final name unless that is taken. A hard link does it in one atomic step;
 * a rename would replace what is there.
 */
final class Publisher {
  private final Disk disk;

  Publisher(Disk disk) {
    this.disk = disk;
  }

  /**
   * Links the file to the name.
   *
   * @return whether the name is this file's now, or was taken
   * @throws NoSuchFileException if the name's folder has gone
   * @throws IOException if it failed; the name may be the file's now or later
   */
  CreateOutcome publish(Path staged, Path name) throws IOException {
    try {
      disk.link(name, staged);
      return CreateOutcome.CREATED;
    } catch (IOException e) {
      // Over NFS the answer can get lost; the client asks again and is told that the name is taken:
      // by this very file.
      if (isSameFile(staged, name, e)) {
        return CreateOutcome.CREATED;
      }
      if (e instanceof FileAlreadyExistsException) {
        return CreateOutcome.EXISTS;
      }
      throw e;
    }
  }

  private static boolean isSameFile(Path staged, Path name, IOException failure)
      throws IOException {
    try {
      return Files.isSameFile(staged, name);
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      failure.addSuppressed(e);
      throw failure;
    }
  }
}
