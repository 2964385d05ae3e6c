package dev.threadstore.it.regions;

import dev.threadstore.model.Revision;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What one Redis must hold of a thread.
 *
 * @param version the version
 * @param base the number of the entry that it builds on
 * @param clean whether that entry holds this very version
 * @param begun at which revisions flushes have begun since it builds on that entry
 */
record Copy(Version version, long base, boolean clean, Set<Revision> begun) {
  static Copy archived(Version version, long number) {
    return new Copy(version, number, true, Set.of());
  }

  static Copy fresh(Version version, long base) {
    return new Copy(version, base, false, Set.of());
  }

  Copy changedTo(Version next) {
    return new Copy(next, base, false, begun);
  }

  Copy flushBegun() {
    Set<Revision> all = new LinkedHashSet<>(begun);
    all.add(version.revision());
    return new Copy(version, base, clean, all);
  }

  /** After an entry that a flush of this copy has written. */
  Copy flushed(long number, Revision archived) {
    return new Copy(version, number, version.revision().equals(archived), Set.of());
  }

  Copy restoredTo(Version next, long newest) {
    return new Copy(next, newest, false, newest == base ? begun : Set.of());
  }

  boolean knows(Revision revision) {
    return version.revision().equals(revision) || begun.contains(revision);
  }
}
