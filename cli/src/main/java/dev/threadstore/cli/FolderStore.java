package dev.threadstore.cli;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.cold.CreateOutcome;
import dev.threadstore.cold.fs.FileSystemColdStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A folder that becomes a cold store with the first object that is created in it: a command that
 * only reads leaves no folder behind where the user has mistyped its name. Until there is one, it
 * is an empty store. Thread-safe.
 */
final class FolderStore implements ColdStore {
  private final Path root;
  private volatile @Nullable ColdStore store;

  private FolderStore(Path root) {
    this.root = root;
  }

  /**
   * Opens it.
   *
   * @param root the folder, which need not exist
   * @throws dev.threadstore.cold.ColdStoreException if something is there that cannot be a store
   */
  static FolderStore open(Path root) {
    FolderStore opened = new FolderStore(root);
    opened.existing();
    return opened;
  }

  /** The store, if there is a folder by now. Without a parent it may be on a disk not mounted. */
  private Optional<ColdStore> existing() {
    boolean isYetToCome =
        store == null && Files.notExists(root) && Files.isDirectory(root.resolveSibling("."));
    return isYetToCome ? Optional.empty() : Optional.of(created());
  }

  private synchronized ColdStore created() {
    ColdStore opened = store;
    if (opened == null) {
      opened = FileSystemColdStore.open(root);
      store = opened;
    }
    return opened;
  }

  @Override
  public Optional<byte[]> read(String key) {
    return existing().flatMap(there -> there.read(key));
  }

  @Override
  public CreateOutcome create(String key, byte[] bytes) {
    return created().create(key, bytes);
  }

  @Override
  public void delete(Collection<String> keys) {
    existing().ifPresent(there -> there.delete(keys));
  }

  @Override
  public List<ColdObject> list(String prefix, String after, int limit) {
    return existing().map(there -> there.list(prefix, after, limit)).orElse(List.of());
  }

  @Override
  public void close() {
    ColdStore opened = store;
    if (opened != null) {
      opened.close();
    }
  }
}
