package dev.threadstore.mutations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A change to one source file that breaks a promise, and the tests of which at least one must
 * notice. Written as a text file:
 *
 * <pre>
 * breaks: G4, H1: what goes wrong then
 * file:   path/from/the/root/of/the/project
 * tests:  SomeIT.method OtherTest
 * core:   yes
 * simulation: yes
 * replace:
 * the exact text, which must stand in the file once
 * by:
 * what stands there instead, perhaps nothing
 * </pre>
 *
 * @param name the name of the text file, without its ending
 * @param breaks the promise or hazard, and what goes wrong
 * @param file the source file, from the root of the project
 * @param tests test classes, or methods as {@code Class.method}
 * @param core whether it is among the most important ones
 * @param simulation whether {@code SimulationIT} has to notice too; the line may be missing
 * @param original the text that is replaced
 * @param replacement the text in its place
 */
record Mutation(
    String name,
    String breaks,
    String file,
    List<String> tests,
    boolean core,
    boolean simulation,
    String original,
    String replacement) {

  private static final String ENDING = ".txt";

  /** All there are, by name. */
  static List<Mutation> all() {
    try (Stream<Path> files = Files.list(Project.MUTATIONS)) {
      return files.sorted().map(Mutation::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Mutation read(Path file) {
    try {
      String name = file.getFileName().toString();
      if (!name.endsWith(ENDING)) {
        throw new IllegalArgumentException("not a mutation: " + file);
      }
      return parse(name.substring(0, name.length() - ENDING.length()), Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Mutation parse(String name, List<String> lines) {
    int replace = lines.indexOf("replace:");
    int by = lines.indexOf("by:");
    if (replace < 0 || by < replace + 2) {
      throw new IllegalArgumentException("mutation `" + name + "` lacks `replace:` or `by:`");
    }
    List<String> head = new ArrayList<>(lines.subList(0, replace));
    boolean simulation = head.remove("simulation: yes");
    Mutation mutation =
        new Mutation(
            name,
            value(name, head, "breaks:"),
            value(name, head, "file:"),
            List.of(value(name, head, "tests:").split(" +", -1)),
            value(name, head, "core:").equals("yes"),
            simulation,
            String.join("\n", lines.subList(replace + 1, by)),
            String.join("\n", lines.subList(by + 1, lines.size())));
    if (!head.isEmpty()) {
      throw new IllegalArgumentException("mutation `%s` has odd lines: %s".formatted(name, head));
    }
    return mutation;
  }

  private static String value(String name, List<String> head, String field) {
    for (String line : head) {
      if (line.startsWith(field)) {
        head.remove(line);
        return line.substring(field.length()).strip();
      }
    }
    throw new IllegalArgumentException("mutation `%s` lacks `%s`".formatted(name, field));
  }

  /**
   * The source file as it is when broken.
   *
   * @throws IllegalStateException if the text does not stand in it exactly once: the code has
   *     changed, and the mutation has to follow
   */
  String brokenSource() {
    String source;
    try {
      source = Files.readString(Project.ROOT.resolve(file));
    } catch (IOException e) {
      throw new IllegalStateException("stale mutation `" + name + "`: no such file", e);
    }
    int at = source.indexOf(original);
    if (at < 0 || source.indexOf(original, at + 1) >= 0) {
      throw new IllegalStateException(
          "stale mutation `%s`: its text stands %s in %s; docs/testing.md says what to do"
              .formatted(name, at < 0 ? "nowhere" : "more than once", file));
    }
    return source.substring(0, at) + replacement + source.substring(at + original.length());
  }

  @Override
  public String toString() {
    return name;
  }
}
