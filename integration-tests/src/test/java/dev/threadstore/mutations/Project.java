package dev.threadstore.mutations;

import java.nio.file.Path;
import java.util.List;

/** Where things are in the source tree. */
final class Project {
  /** Maven starts tests in the folder of their module. */
  private static final Path MODULE = Path.of("").toAbsolutePath();

  static final Path ROOT = MODULE.resolveSibling("");

  static final Path MUTATIONS = MODULE.resolve("src/test/mutations");

  /** Where the tests are that can be named in a mutation. */
  static final List<Path> TEST_CLASSES =
      List.of(
          MODULE.resolve("target/test-classes"),
          ROOT.resolve("thread-store/target/test-classes"),
          ROOT.resolve("cold-store-fs/target/test-classes"));

  private Project() {}
}
