package dev.threadstore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.cli.CommandLineRun.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line before any store is opened. */
class ThreadctlTest {
  @TempDir private Path folder;

  private CommandLineRun threadctl;

  @BeforeEach
  void start() {
    threadctl = new CommandLineRun(folder);
  }

  @Test
  void help_ofThreadctl_listsCommandsAndAllExitCodes() {
    Result help = threadctl.run("--help").isOk();
    assertThat(help.out()).contains("import", "generate-completion", "--redis=URI");
    for (ExitCode code : ExitCode.values()) {
      assertThat(help.out()).contains("%3d  %s".formatted(code.number(), code.meaning()));
    }
    assertThat(threadctl.run().isOk().out()).isEqualTo(help.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "import",
        "export",
        "list",
        "stats",
        "show",
        "append",
        "state show",
        "state set",
        "state delete",
        "flush",
        "archive",
        "hydrate",
        "fork",
        "history",
        "restore",
        "resolve",
        "delete",
        "purge",
        "gc",
        "verify",
        "doctor",
        "generate-completion"
      })
  void help_ofEveryCommand_hasExamplesAndNoGlobalOptions(String command) {
    String[] args = (command + " --help").split(" ");
    assertThat(threadctl.run(args).isOk().out())
        .contains("usage: threadctl " + command, "examples:\n", "threadctl " + command)
        .doesNotContain("--namespace");
  }

  @Test
  void version_ofThreadctl_namesItAndJava() {
    assertThat(threadctl.run("--version").isOk().out()).startsWith("threadctl ").contains("Java ");
  }

  @Test
  void unknownCommand_isUsageWithASuggestion() {
    Result result = threadctl.run("imprt").endsWith(ExitCode.USAGE);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .startsWith("threadctl: unmatched argument")
        .contains("hint: did you mean: threadctl import");
  }

  @Test
  void unknownCommand_isToldNearNamesOnly() {
    assertThat(threadctl.run("hydrat").endsWith(ExitCode.USAGE).err())
        .contains("hint: did you mean: threadctl hydrate; ");
    assertThat(threadctl.run("xyzzy").endsWith(ExitCode.USAGE).err())
        .contains("hint: threadctl --help says more");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "list --nope",
        "fork one",
        "flush",
        "flush --all one",
        "flush --idle soon --all",
        "flush --idle 1h --keep",
        "archive --idle 8d",
        "archive --rate 0",
        "archive --concurrency 0",
        "archive --once --dry-run",
        "export",
        "delete",
        "delete --all",
        "purge",
        "show",
        "gc",
        "gc --keep 0 t",
        "stats --largest -1",
        "verify --all t",
        "show --tail 0 t",
        "history --limit 0 t",
        "append t",
        "append t --role user",
        "append t --id x",
        "append t not-json",
        "append t [1]",
        "state",
        "state set t {",
        "resolve t",
        "resolve t --keep-hot --keep-cold",
        "restore t x",
        "import",
        "import missing.jsonl",
        "import .",
        "--redis redis://localhost list",
        "--redis http://localhost --cold none list",
        "--cold gs://bucket list",
        "--cold s3://bucket --s3 nonsense list",
        "--s3 path-style list",
        "--wait never list"
      })
  void wrongUse_isUsageInOneLineAndAHint(String line) {
    Result result = threadctl.run(line.split(" ")).endsWith(ExitCode.USAGE);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().lines()).hasSize(2);
    assertThat(result.err()).startsWith("threadctl: ").contains("\n  hint: ");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void argument_thatTheLocaleCouldNotHold_isRefused() {
    assertThat(threadctl.run("show", "caf\ufffd\ufffd").endsWith(ExitCode.USAGE).err())
        .contains("LC_ALL=C.UTF-8");
  }

  @Test
  void passwords_areNeverRepeated() {
    String uri = "redis://user:secret@localhost:1";
    assertThat(threadctl.run("list", uri).err()).contains("redis://***@").doesNotContain("secret");
    assertThat(threadctl.run("--redis", uri, "list").err()).doesNotContain("secret");
    assertThat(threadctl.run("--debug", "--wait", uri, "list").endsWith(ExitCode.USAGE).err())
        .contains("CommandFailure: not a duration: wait=`redis://***@")
        .doesNotContain("secret");
    assertThat(threadctl.run("--debug", "import", uri).err())
        .as("a file's name loses a slash")
        .doesNotContain("secret");
    assertThat(
            threadctl
                .withEnvironment(Map.of("THREADCTL_REDIS", uri, "THREADCTL_COLD", "none"))
                .run("--debug", "list")
                .endsWith(ExitCode.UNAVAILABLE)
                .err())
        .doesNotContain("secret");
  }

  @Test
  void completion_isAScriptThatKnowsTheCommands() {
    assertThat(threadctl.run("generate-completion").isOk().out())
        .startsWith("#!/usr/bin/env bash")
        .contains("complete -F", "--strict", "threadctl", "hydrate", "verify", "--keep");
  }

  @Test
  void brokenPipe_endsSilently() {
    assertThat(runWithOutputThatFails("Broken pipe")).isEqualTo("141 ");
  }

  @Test
  void fullDisk_endsWithAWord() {
    assertThat(runWithOutputThatFails("No space left on device"))
        .isEqualTo("141 threadctl: cannot write the output: No space left on device\n");
  }

  private String runWithOutputThatFails(String message) {
    OutputStream failing =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException(message);
          }
        };
    var err = new ByteArrayOutputStream();
    Terminal terminal = new Terminal(InputStream.nullInputStream(), failing, err, false);
    int code = Threadctl.run(new Invocation(terminal, Map.of(), folder), "--help");
    return code + " " + err;
  }
}
