package dev.threadstore.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Lets Jazzer look for inputs that reach new code, for as long as is asked for. The profile {@code
 * fuzz} runs this, and nothing else of this module.
 */
@Tag("fuzz")
class LongRunTest {
  private static final int SECONDS = Integer.getInteger("threadstore.fuzz.seconds", 60);

  /** Only these readers; empty: all. */
  private static final List<String> READERS =
      List.of(System.getProperty("threadstore.fuzz.readers", "").split(",", -1));

  /** Jazzer's own driver, by name: only that profile has it on the class path. */
  private static final String DRIVER = "com.code_intelligence.jazzer.Jazzer";

  @ParameterizedTest
  @EnumSource(Reader.class)
  void read_inputsThatReachNewCode_keepsItsPromise(Reader reader) throws Exception {
    if (!READERS.equals(List.of("")) && !READERS.contains(reader.name())) {
      return;
    }
    Path folder = Path.of("target", "fuzz", reader.name()).toAbsolutePath();
    Path corpus = Files.createDirectories(folder.resolve("corpus"));
    FuzzProcess.writeSeeds(reader, corpus);
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command(reader, corpus, folder))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(SECONDS + 300L, TimeUnit.SECONDS)).as("ends in time").isTrue();
    } finally {
      process.destroyForcibly();
    }
    List<String> lines = Files.readAllLines(output);
    String last = lines.stream().filter(line -> line.contains("DONE")).findFirst().orElse("");
    System.out.println(reader + " " + last);
    assertThat(process.exitValue()).as("what was found is in " + output).isZero();
  }

  private static List<String> command(Reader reader, Path corpus, Path folder) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    // Jazzer loads an agent into its own process.
    command.add("-XX:+IgnoreUnrecognizedVMOptions");
    command.add("-XX:+EnableDynamicAgentLoading");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(FuzzProcess.arguments(reader));
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(DRIVER);
    command.add("--target_class=" + FuzzProcess.class.getName());
    command.add("--instrumentation_includes=dev.threadstore.**");
    command.add("--custom_hook_excludes=**");
    command.add("--reproducer_path=" + folder);
    command.add("-artifact_prefix=" + folder + File.separator);
    command.add("-max_total_time=" + SECONDS);
    command.add("-max_len=65536");
    command.add("-rss_limit_mb=4096");
    command.add("-timeout=25");
    command.add(corpus.toString());
    return command;
  }
}
