package dev.threadstore.cli;

import dev.threadstore.cold.ColdStore;
import java.nio.file.Path;

/** Where archived threads are kept: a folder, or a {@link BucketPlace}. */
sealed interface ColdPlace permits ColdPlace.Folder, BucketPlace {

  /**
   * Opens the store there.
   *
   * @throws CommandFailure if it cannot be used
   */
  ColdStore open();

  /**
   * A folder.
   *
   * @param path the folder, which need not exist
   */
  record Folder(Path path) implements ColdPlace {
    @Override
    public ColdStore open() {
      return FolderStore.open(path);
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }
}
