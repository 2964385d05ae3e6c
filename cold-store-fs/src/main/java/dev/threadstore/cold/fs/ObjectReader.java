package dev.threadstore.cold.fs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads objects. */
final class ObjectReader {
  private final StoreRoot root;
  private final Folders folders;

  ObjectReader(StoreRoot root, Folders folders) {
    this.root = root;
    this.folders = folders;
  }

  /** Reads the beginning of an object, see {@link dev.threadstore.cold.ColdStore#readStart}. */
  Optional<byte[]> readStart(Path object, int length) throws IOException {
    try (InputStream in = Files.newInputStream(object)) {
      return Optional.of(in.readNBytes(length));
    } catch (NoSuchFileException e) {
      root.check();
      return Optional.empty();
    }
  }

  /** Reads an object, see {@link dev.threadstore.cold.ColdStore#read}. It is durable then. */
  Optional<byte[]> read(Path object) throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(object);
    } catch (NoSuchFileException e) {
      root.check();
      return Optional.empty();
    }
    if (isPerhapsNotDurable(object)) {
      // Whoever reads a snapshot may drop the copy in Redis for it; a power cut must not take it
      // back.
      folders.sync(Layout.parent(object));
    }
    return Optional.of(bytes);
  }

  private static boolean isPerhapsNotDurable(Path object) throws IOException {
    try {
      return FileFacts.of(object).links() > 1;
    } catch (NoSuchFileException e) {
      return false; // deleted since
    }
  }
}
