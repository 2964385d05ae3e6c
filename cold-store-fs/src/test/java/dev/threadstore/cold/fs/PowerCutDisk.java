package dev.threadstore.cold.fs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A disk that knows what a power cut would take: an entry of a folder survives if the folder was
 * synced after the entry came. (POSIX promises no more; that ext4 makes older entries durable along
 * with newer ones is not relied on.)
 */
class PowerCutDisk extends Disk {
  private final Set<Path> atRisk = ConcurrentHashMap.newKeySet();

  @Override
  void createFolder(Path folder) throws IOException {
    super.createFolder(folder);
    atRisk.add(folder);
  }

  @Override
  void removeFolder(Path folder) throws IOException {
    super.removeFolder(folder);
    atRisk.add(folder);
  }

  @Override
  void link(Path name, Path file) throws IOException {
    super.link(name, file);
    atRisk.add(name);
  }

  @Override
  void sync(Path folder) throws IOException {
    Set<Path> before = new HashSet<>(atRisk);
    super.sync(folder);
    before.removeIf(entry -> !folder.equals(entry.getParent()));
    atRisk.removeAll(before);
  }

  /** Whether the change to this entry, and those to the folders above it, survive a power cut. */
  boolean survives(Path entry) {
    for (Path each = entry; each != null; each = each.getParent()) {
      if (atRisk.contains(each)) {
        return false;
      }
    }
    return true;
  }
}
