package dev.threadstore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs threadctl in this process, as a shell would: one folder, and streams of its own each time.
 */
final class CommandLineRun {
  private final Path folder;
  private final Map<String, String> environment;
  private final List<String> options;

  /**
   * @param folder the current folder of every run
   * @param options what stands before every command
   */
  CommandLineRun(Path folder, String... options) {
    this(folder, Map.of(), List.of(options));
  }

  private CommandLineRun(Path folder, Map<String, String> environment, List<String> options) {
    this.folder = folder;
    this.environment = environment;
    this.options = options;
  }

  CommandLineRun withEnvironment(Map<String, String> variables) {
    return new CommandLineRun(folder, variables, options);
  }

  /** What a run left behind. */
  record Result(int code, String out, String err) {

    Result isOk() {
      return endsWith(ExitCode.OK);
    }

    Result endsWith(ExitCode expected) {
      assertThat(code).as("exit code; out:%n%s%nerr:%n%s", out, err).isEqualTo(expected.number());
      return this;
    }

    List<String> lines() {
      return out.lines().toList();
    }

    /** The only line of output. */
    String line() {
      assertThat(lines()).hasSize(1);
      return lines().get(0);
    }
  }

  Result run(String... args) {
    return runWithInput("", args);
  }

  Result runWithInput(String input, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(new ByteArrayInputStream(input.getBytes(UTF_8)), out, err, false);
    List<String> line = new ArrayList<>(options);
    line.addAll(List.of(args));
    int code =
        Threadctl.run(new Invocation(terminal, environment, folder), line.toArray(String[]::new));
    return new Result(code, out.toString(UTF_8), err.toString(UTF_8));
  }
}
