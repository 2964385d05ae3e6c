package dev.threadstore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees: both streams end up on one screen. */
class TerminalTest {
  private static final String ERASE_LINE = "\u001b[K";

  @TempDir private Path folder;

  private final ByteArrayOutputStream both = new ByteArrayOutputStream();
  private final Terminal terminal = new Terminal(InputStream.nullInputStream(), both, both, true);

  /** What stays on the screen: of each line, what was written since it was last wiped. */
  private List<String> screen() {
    return Stream.of(both.toString(UTF_8).split("\n"))
        .map(line -> line.substring(line.lastIndexOf('\r') + 1).replace(ERASE_LINE, ""))
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private int run(String... args) {
    return Threadctl.run(new Invocation(terminal, Map.of(), folder), args);
  }

  @Test
  void status_whileLinesAreWritten_staysBelowThem() {
    terminal.status("verifying a long way");
    terminal.line("a: ok");
    terminal.notice("b: bad");
    assertThat(screen()).containsExactly("a: ok", "b: bad", "verifying a long way");
    terminal.status("short");
    assertThat(screen()).containsExactly("a: ok", "b: bad", "short");
    terminal.status("");
    assertThat(screen()).containsExactly("a: ok", "b: bad");
  }

  @Test
  void commandOnSeveralThreads_onATerminal_leavesItsResultsAndNoBar() {
    run("append", "a", "{}", "--create");
    run("append", "b", "{}", "--create");
    both.reset();
    assertThat(run("flush", "a", "b", "nope")).isEqualTo(ExitCode.SOME_FAILED.number());
    assertThat(both.toString(UTF_8)).contains("flushing [");
    assertThat(screen())
        .satisfiesExactly(
            a -> assertThat(a).startsWith("a: archived (snapshot 1, "),
            b -> assertThat(b).startsWith("b: archived (snapshot 1, "),
            nope -> assertThat(nope).startsWith("threadctl: nope: no such thread"));
  }

  @Test
  void archive_onATerminal_leavesItsReportAndNoProgress() {
    run("append", "a", "{}", "--create");
    both.reset();
    assertThat(run("archive", "--once", "--idle", "0s")).isEqualTo(ExitCode.OK.number());
    assertThat(both.toString(UTF_8)).contains("archiving 1 archived");
    assertThat(screen()).singleElement().asString().startsWith("1 archived, ");
  }

  @Test
  void commandOnOneThread_onATerminal_saysWhatIsUnderWay() {
    run("append", "a", "{}", "--create");
    both.reset();
    assertThat(run("flush", "a")).isEqualTo(ExitCode.OK.number());
    assertThat(both.toString(UTF_8)).startsWith("flushing a …");
    assertThat(screen())
        .satisfiesExactly(a -> assertThat(a).startsWith("a: archived (snapshot 1, "));
  }

  @Test
  void status_longerThanALine_isCut() {
    terminal.status("x".repeat(200));
    assertThat(screen()).containsExactly("x".repeat(78) + "…");
  }

  @Test
  void status_whereNobodySits_isNotShown() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    new Terminal(InputStream.nullInputStream(), both, err, false).status("verifying");
    assertThat(err.size()).isZero();
  }
}
