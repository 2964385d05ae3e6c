package dev.threadstore.hazards;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The sources of all tests of the project, by the simple names of their classes. */
final class TestSources {
  /** Maven starts tests in the folder of their module. */
  static final Path ROOT = Path.of("").toAbsolutePath().resolveSibling("");

  private static final Pattern FILE = Pattern.compile("(\\w+(?:Test|IT|Contract))\\.java");
  private static final Pattern JAVADOC = Pattern.compile("(?s)/\\*\\*.*?\\*/");
  private static final Pattern HAZARD = Pattern.compile("\\bH(\\d+)\\b");

  private final Map<String, String> sources = new TreeMap<>();

  TestSources() {
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.toList()) {
        read(module.resolve("src/test/java"));
        read(module.resolve("src/main/java")); // of contracts
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        var name = FILE.matcher(file.getFileName().toString());
        if (name.matches()) {
          sources.put(name.group(1), Files.readString(file));
        }
      }
    }
  }

  Set<String> types() {
    return sources.keySet();
  }

  /** Whether a class has a method; every class has the one without a name. */
  boolean hasMethod(String type, String method) {
    return method.isEmpty()
        || Pattern.compile("\\b" + method + "\\(").matcher(sources.get(type)).find();
  }

  /** The hazards of which the Javadoc of a test speaks. */
  Set<Integer> hazards(String type) {
    return JAVADOC
        .matcher(sources.get(type))
        .results()
        .flatMap(javadoc -> HAZARD.matcher(javadoc.group()).results())
        .map(hazard -> Integer.valueOf(hazard.group(1)))
        .collect(Collectors.toSet());
  }
}
