package dev.threadstore.cold.fs;

import dev.threadstore.cold.CreateOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Creates objects, each at most once and whole: stage, fsync, link to the final name, fsync the
 * folders, drop the staged name.
 *
 * <p>The staged name is dropped last. So an object that has a second name is one whose folders may
 * not be durable yet, for its writer has not come so far, or died before; {@link ObjectReader}
 * relies on that.
 */
final class ObjectWriter {
  /** Each further attempt takes another process that deletes the last object of a folder. */
  private static final int ATTEMPTS = 100;

  private final StoreRoot root;
  private final Staging staging;
  private final Folders folders;
  private final Publisher publisher;

  ObjectWriter(StoreRoot root, Staging staging, Folders folders, Publisher publisher) {
    this.root = root;
    this.staging = staging;
    this.folders = folders;
    this.publisher = publisher;
  }

  /** Creates an object, see {@link dev.threadstore.cold.ColdStore#create}. */
  CreateOutcome create(Path object, byte[] bytes) throws IOException {
    Path staged = staging.write(bytes);
    try {
      CreateOutcome outcome = publish(staged, object);
      // Before either answer: the creator whose object is in the way may not have come so far
      // (H101).
      folders.sync(Layout.parent(object));
      root.check();
      Files.deleteIfExists(staged);
      return outcome;
    } catch (IOException | RuntimeException e) {
      discardIfUnused(staged, e);
      throw e;
    }
  }

  private CreateOutcome publish(Path staged, Path object) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        folders.create(Layout.parent(object));
        return publisher.publish(staged, object);
      } catch (NoSuchFileException e) {
        // A concurrent delete removed a folder while it was still empty.
        root.check();
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static void discardIfUnused(Path staged, Exception failure) {
    try {
      if (FileFacts.of(staged).links() == 1) {
        Files.delete(staged);
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
