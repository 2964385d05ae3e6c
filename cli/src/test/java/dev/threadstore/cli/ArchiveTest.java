package dev.threadstore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.cli.CommandLineRun.Result;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code archive} in one pass: what it takes, what it says, how it ends. */
class ArchiveTest {
  @TempDir private Path folder;

  private CommandLineRun threadctl;

  @BeforeEach
  void start() {
    threadctl = new CommandLineRun(folder, "--data", "data");
  }

  private void thread(String namespace, String id) {
    threadctl.run("-n", namespace, "append", id, "{\"id\":\"m1\"}", "--create").isOk();
  }

  private String tierOf(String namespace, String id) {
    return threadctl
        .run("-n", namespace, "--json", "show", id)
        .isOk()
        .line()
        .replaceFirst(".*\"tier\":\"([a-z]*)\".*", "$1");
  }

  /** Both threads cannot be archived: their archive has gone another way. */
  private CommandLineRun withConflict() {
    CommandLineRun here = new CommandLineRun(folder, "--data", "here", "--cold", "shared");
    CommandLineRun there = new CommandLineRun(folder, "--data", "there", "--cold", "shared");
    here.run("append", "a", "{\"id\":\"m1\"}", "--create").isOk();
    here.run("flush", "--keep", "a").isOk();
    there.run("append", "a", "{\"id\":\"there\"}").isOk();
    there.run("flush", "a").isOk();
    here.run("append", "a", "{\"id\":\"here\"}").isOk();
    here.run("append", "b", "{\"id\":\"m1\"}", "--create").isOk();
    return here;
  }

  @Test
  void once_noNamespaceChosen_archivesWhatIsIdleInAll() {
    thread("one", "a");
    thread("two", "b");
    assertThat(threadctl.run("--json", "archive", "--once", "--idle", "0s").isOk().line())
        .matches(
            "\\{\"archived\":2,\"released\":0,\"in_use\":0,\"gone\":0,\"failed\":0,\"given_back\":0,"
                + "\"bytes\":[1-9][0-9]*,\"found\":0,\"fullness\":null,\"millis\":[0-9]+,"
                + "\"end\":\"none_left\",\"dry_run\":false}");
    assertThat(tierOf("one", "a")).isEqualTo("archived");
    assertThat(tierOf("two", "b")).isEqualTo("archived");
  }

  @Test
  void once_namespaceChosen_looksNowhereElse() {
    thread("one", "a");
    thread("two", "b");
    assertThat(threadctl.run("-n", "two", "archive", "--once", "--idle", "0s").isOk().line())
        .matches("1 archived, [0-9]+ B written, in .*");
    assertThat(tierOf("one", "a")).isEqualTo("hot");
    assertThat(tierOf("two", "b")).isEqualTo("archived");
  }

  @Test
  void once_threadInUse_staysHot() {
    thread("one", "a");
    assertThat(threadctl.run("archive", "--once").isOk().line())
        .startsWith("no idle threads, 0 B written, in ");
    assertThat(tierOf("one", "a")).isEqualTo("hot");
  }

  @Test
  void dryRun_idleThreads_areNamedAndLeftAsTheyAre() {
    thread("one", "a");
    thread("two", "b");
    threadctl.run("-n", "two", "flush", "--keep", "b").isOk();
    Result dry = threadctl.run("archive", "--dry-run", "--idle", "0s").isOk();
    assertThat(dry.lines())
        .satisfiesExactlyInAnyOrder(
            a -> assertThat(a).isEqualTo("one/a: would be archived"),
            b -> assertThat(b).isEqualTo("two/b: would be released"),
            all -> assertThat(all).startsWith("would be: 1 archived, 1 released, in "));
    assertThat(dry.err()).isEqualTo("nothing was changed\n");
    assertThat(threadctl.run("--json", "archive", "--dry-run", "--idle", "0s").isOk().lines())
        .hasSize(3)
        .contains("{\"namespace\":\"one\",\"id\":\"a\",\"outcome\":\"archived\"}")
        .last()
        .asString()
        .contains("\"archived\":1,\"released\":1,", "\"dry_run\":true}");
    assertThat(tierOf("one", "a")).isEqualTo("hot");
    assertThat(tierOf("two", "b")).isEqualTo("hot");
  }

  @Test
  void dryRun_nothingIdle_saysSo() {
    thread("one", "a");
    assertThat(threadctl.run("archive", "--dry-run", "--idle", "1h").isOk().line())
        .startsWith("would be: no idle threads, in ");
  }

  @Test
  void once_threadFails_isNamedAndTheOthersAreArchived() {
    CommandLineRun here = withConflict();
    Result once = here.run("archive", "--once", "--idle", "0s").endsWith(ExitCode.SOME_FAILED);
    assertThat(once.line()).startsWith("1 archived, 1 failed, ");
    assertThat(once.err()).startsWith("threadctl: default/a: ").contains("threadctl resolve");
  }

  @Test
  void failing_afterAFailure_saysWhichAndWhy() {
    CommandLineRun here = withConflict();
    assertThat(here.run("archive", "--failing").isOk().err()).isEqualTo("no thread fails\n");
    here.run("archive", "--once", "--idle", "0s").endsWith(ExitCode.SOME_FAILED);
    assertThat(here.run("archive", "--failing").endsWith(ExitCode.SOME_FAILED).lines())
        .satisfiesExactly(
            head -> assertThat(head).startsWith("THREAD     ATTEMPTS  SINCE"),
            a -> assertThat(a).startsWith("default/a  1 ").contains("ArchiveConflictException"));
    assertThat(here.run("--json", "archive", "--failing").endsWith(ExitCode.SOME_FAILED).line())
        .startsWith("{\"namespace\":\"default\",\"id\":\"a\",\"attempts\":1,\"since\":\"20")
        .contains("\"next_attempt\":\"20", "\"problem\":\"ArchiveConflictException: ");
    here.run("resolve", "a", "--keep-hot").isOk();
  }

  @Test
  void archive_withoutColdStore_isUsage() {
    assertThat(threadctl.run("--cold", "none", "archive").endsWith(ExitCode.USAGE).err())
        .contains("there is no cold store");
  }
}
