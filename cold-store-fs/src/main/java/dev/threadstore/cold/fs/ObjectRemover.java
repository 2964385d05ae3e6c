package dev.threadstore.cold.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Deletes objects and the folders that they leave empty. */
final class ObjectRemover {
  private final StoreRoot root;
  private final Folders folders;

  ObjectRemover(StoreRoot root, Folders folders) {
    this.root = root;
    this.folders = folders;
  }

  /**
   * Deletes objects, see {@link dev.threadstore.cold.ColdStore#delete}. Tries all of them, whatever
   * happens to some.
   *
   * @throws IOException the first failure, with the others suppressed
   */
  void delete(Collection<Path> objects) throws IOException {
    root.check(); // Another store in this place may have objects of the same keys.
    Failures failures = new Failures();
    Set<Path> parents = new LinkedHashSet<>();
    for (Path object : objects) {
      // Those that are absent count too: whoever deleted them may not have made it durable yet.
      parents.add(Layout.parent(object));
      failures.collect(() -> Files.deleteIfExists(object));
    }
    for (Path parent : parents) {
      failures.collect(() -> folders.prune(parent));
    }
    failures.throwIfAny();
    root.check(); // What was absent may have been absent because the root is.
  }

  private interface Step {
    void run() throws IOException;
  }

  private static final class Failures {
    private @Nullable IOException first;

    void collect(Step step) {
      try {
        step.run();
      } catch (IOException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }

    void throwIfAny() throws IOException {
      if (first != null) {
        throw first;
      }
    }
  }
}
