package dev.threadstore.mutations;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Makes what a mutation changes: a folder to be put first on a class path. */
final class Mutant {
  private static final String RESOURCES = "/src/main/resources/";
  private static final String SOURCES = "/src/main/java/";

  private Mutant() {}

  /**
   * Writes the broken resource, or the classes of the broken source file.
   *
   * @throws IllegalStateException if the mutation is stale or does not compile
   */
  static void write(Mutation mutation, Path folder) throws IOException {
    String source = mutation.brokenSource();
    String file = mutation.file();
    if (file.contains(RESOURCES)) {
      Path target = folder.resolve(below(RESOURCES, file));
      Files.createDirectories(target.getParent());
      Files.writeString(target, source);
    } else if (file.contains(SOURCES)) {
      compile(mutation, below(SOURCES, file), source, folder);
    } else {
      throw new IllegalStateException("neither a source file nor a resource: " + file);
    }
  }

  private static String below(String part, String file) {
    return file.substring(file.indexOf(part) + part.length());
  }

  /** Without the checks of the build: what is broken need not be tidy. */
  private static void compile(Mutation mutation, String name, String source, Path folder) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter problems = new StringWriter();
    List<String> options =
        List.of(
            "-d",
            folder.toString(),
            "-classpath",
            System.getProperty("java.class.path"),
            "-proc:none",
            "-implicit:none",
            "-nowarn");
    JavaFileObject unit =
        new SimpleJavaFileObject(URI.create("string:///" + name), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    if (!compiler.getTask(problems, null, null, options, null, List.of(unit)).call()) {
      throw new IllegalStateException(
          "mutation `%s` does not compile: %s".formatted(mutation.name(), problems));
    }
  }
}
