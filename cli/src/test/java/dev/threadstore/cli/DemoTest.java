package dev.threadstore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.cli.CommandLineRun.Result;
import dev.threadstore.cli.DemoReport.Moved;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoTest {
  @TempDir private Path folder;

  @Test
  void demo_onTheEmbeddedDefaults_isGoodAgainAndAgain() {
    CommandLineRun threadctl = new CommandLineRun(folder);
    Result result = threadctl.run("demo").isOk();
    assertThat(result.err()).isEmpty();
    assertThat(result.lines()).filteredOn(line -> line.endsWith("ok")).hasSize(6);
    assertThat(result.out()).contains("Redis: no key left", "threads/demo/bike-repair-");
    assertThat(folder.resolve(".threadctl/cold")).isDirectory();

    assertThat(threadctl.run("demo", "--json").isOk().lines())
        .hasSize(6)
        .allSatisfy(line -> assertThat(line).contains("\"ok\":true"));
    assertThat(threadctl.run("-n", "demo", "--json", "list").lines()).hasSize(4);
    assertThat(threadctl.run("--json", "list").lines()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "./threadctl, ./threadctl",
    "../checkout/threadctl, ../checkout/threadctl",
    "/opt/my tools/threadctl, threadctl",
    ", threadctl"
  })
  void demo_startedByAName_endsWithCommandsToCopy(@Nullable String startedBy, String shown) {
    Result result =
        new CommandLineRun(folder)
            .withEnvironment(startedBy == null ? Map.of() : Map.of("THREADCTL_NAME", startedBy))
            .run("demo")
            .isOk();
    assertThat(result.lines()).contains("  " + shown + " --namespace demo list");
  }

  @Test
  void demo_withoutColdStore_isUsage() {
    new CommandLineRun(folder).run("--cold", "none", "demo").endsWith(ExitCode.USAGE);
  }

  @Test
  void step_thatFails_isTheLastAndMakesTheReportBad() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(InputStream.nullInputStream(), out, OutputStream.nullOutputStream(), false);
    DemoReport report = new DemoReport(new Invocation(terminal, Map.of(), folder));
    List<String> ran = new ArrayList<>();
    report.step("one", () -> moved(ran, "one"));
    report.step(
        "two",
        () -> {
          throw new CommandFailure(ExitCode.SOME_FAILED, "something is wrong", null);
        });
    report.step("three", () -> moved(ran, "three"));
    report.end();
    terminal.flush();
    assertThat(report.isGood()).isFalse();
    assertThat(ran).containsExactly("one");
    assertThat(out.toString(UTF_8)).containsPattern("two +something is wrong .*FAILED");
  }

  private static Moved moved(List<String> ran, String name) {
    ran.add(name);
    return new Moved(name, 1);
  }

  @Test
  void sample_imported_isShownWhole() throws Exception {
    CommandLineRun threadctl = new CommandLineRun(folder);
    Path sample = Path.of(Sample.class.getResource("sample.jsonl").toURI());
    threadctl.run("import", "--strict", sample.toString()).isOk();
    assertThat(threadctl.run("export", "bike-repair", "book-finder").isOk().lines())
        .isEqualTo(Files.readAllLines(sample));
    assertThat(threadctl.run("show", "bike-repair").isOk().out())
        .contains("→ find_slots(", "← find_slots  call_slots_1", "38.50 €");
    assertThat(threadctl.run("show", "book-finder").isOk().out())
        .contains("→ search_catalogue(", "← toolu_search_1", "  2 hits: “The Lamp");
  }
}
