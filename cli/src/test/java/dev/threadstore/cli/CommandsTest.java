package dev.threadstore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.cli.CommandLineRun.Result;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands on threads, on the embedded Redis. */
class CommandsTest {
  @TempDir private Path folder;

  private CommandLineRun threadctl;

  @BeforeEach
  void start() {
    threadctl = new CommandLineRun(folder, "--data", "data");
  }

  /** Makes a thread of messages with the ids m1, m2, … */
  private void thread(String id, int messages) {
    StringBuilder line = new StringBuilder("{\"thread\":\"" + id + "\",\"messages\":[");
    for (int i = 1; i <= messages; i++) {
      line.append(i == 1 ? "" : ",").append(message("m" + i));
    }
    threadctl.runWithInput(line + "],\"state\":{\"step\":1}}", "import", "-").isOk();
  }

  private static String message(String id) {
    return "{\"id\":\"%s\",\"role\":\"user\",\"content\":\"text of %s\"}".formatted(id, id);
  }

  @Test
  void list_bothTiers_saysWhereEachIs() {
    thread("a", 2);
    thread("b", 1);
    threadctl.run("flush", "a").isOk();
    assertThat(threadctl.run("--json", "list").isOk().lines())
        .containsExactlyInAnyOrder(
            "{\"namespace\":\"default\",\"id\":\"a\",\"tier\":\"archived\",\"messages\":2,"
                + "\"version\":3,\"snapshot\":1}",
            "{\"namespace\":\"default\",\"id\":\"b\",\"tier\":\"hot\",\"messages\":1,"
                + "\"version\":3,\"snapshot\":0}");
    assertThat(threadctl.run("list").isOk().lines())
        .hasSize(3)
        .first()
        .asString()
        .startsWith("THREAD  TIER");
  }

  @Test
  void list_nothing_saysWhereItLooked() {
    Result result = threadctl.run("list").isOk();
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .isEqualTo(
            "no threads in namespace `default` of the Redis below %s and of %s\n"
                .formatted(folder.resolve("data"), folder.resolve("data/cold")));
    Result json = threadctl.run("--json", "list").isOk();
    assertThat(json.out()).isEmpty();
    assertThat(json.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"list", "export --all", "verify --all", "gc --all", "hydrate --all", "delete a"})
  void commandThatArchivesNothing_onAFolderThatIsNotThere_createsNone(String command) {
    threadctl.run((command + " --cold typo").split(" "));
    assertThat(folder.resolve("typo")).doesNotExist();
  }

  @Test
  void anyCommand_onAFolderBelowOneThatIsNotThere_isUnavailable() {
    assertThat(threadctl.run("--cold", "not/there", "list").endsWith(ExitCode.UNAVAILABLE).err())
        .contains("its parent is missing");
  }

  @Test
  void flush_toAFolderThatIsNotThere_createsIt() {
    thread("a", 1);
    threadctl.run("--cold", "new", "flush", "a").isOk();
    assertThat(threadctl.run("--cold", "new", "--json", "list").isOk().line())
        .contains("\"tier\":\"archived\"");
  }

  @Test
  void namespace_ofAnother_isNotSeen() {
    thread("a", 1);
    assertThat(threadctl.run("-n", "other", "--json", "list").isOk().out()).isEmpty();
    threadctl.run("-n", "other", "show", "a").endsWith(ExitCode.NOT_FOUND);
  }

  @Test
  void show_archivedThread_showsItAndLeavesItArchived() {
    thread("a", 3);
    threadctl.run("flush", "a").isOk();
    assertThat(threadctl.run("show", "a").isOk().out())
        .contains("archived as snapshot 1", "{\"step\":1}", "#0  user  m1\n  text of m1\n", "m3");
    assertThat(threadctl.run("--json", "list").line()).contains("\"tier\":\"archived\"");
  }

  @Test
  void show_tail_isTheEndOnly() {
    thread("a", 3);
    assertThat(threadctl.run("show", "--tail", "1", "a").isOk().out())
        .contains("hot, not archived", "#2  user  m3")
        .doesNotContain("m2");
  }

  @Test
  void show_asJson_hasMessagesAndState() {
    thread("a", 2);
    assertThat(threadctl.run("show", "--json", "--tail", "1", "a").isOk().line())
        .startsWith("{\"namespace\":\"default\",\"id\":\"a\",\"tier\":\"hot\",\"length\":2,")
        .endsWith(
            "\"state\":{\"step\":1},\"messages\":[{\"position\":1,\"id\":\"m2\",\"message\":"
                + message("m2")
                + "}]}");
  }

  @Test
  void show_unknownThread_isNotFoundWithAHint() {
    Result result = threadctl.run("show", "nope").endsWith(ExitCode.NOT_FOUND);
    assertThat(result.err())
        .isEqualTo(
            """
            threadctl: no such thread: thread=`default/nope`
              hint: `threadctl list` shows the threads there are
            """);
  }

  @Test
  void append_sameWordsTwice_areTwoMessages() {
    thread("a", 1);
    String[] append = {"--json", "append", "a", "--role", "user", "--content", "yes"};
    assertThat(threadctl.run(append).isOk().line()).contains("\"messages\":2");
    threadctl.run("flush", "a").isOk();
    assertThat(threadctl.run(append).isOk().line()).contains("\"messages\":3", "-2\"]");
    String exported = threadctl.run("export", "a").line();
    assertThat(threadctl.runWithInput(exported, "--json", "import", "-").isOk().line())
        .contains("\"added\":0");
  }

  @Test
  void append_sameIdTwice_isOneMessage() {
    thread("a", 1);
    String[] append = {
      "--json", "append", "a", "--id", "x", "--role", "user", "--content", "\"hé\""
    };
    assertThat(threadctl.run(append).isOk().line()).contains("\"added\":[\"x\"],\"known\":[]");
    assertThat(threadctl.run(append).isOk().line()).contains("\"added\":[],\"known\":[\"x\"]");
    assertThat(threadctl.run("export", "a").line())
        .contains("{\"id\":\"x\",\"role\":\"user\",\"content\":\"\\\"hé\\\"\"}");
  }

  @Test
  void append_otherMessageUnderAKnownId_isAConflict() {
    thread("a", 1);
    assertThat(threadctl.run("append", "a", "{\"id\":\"m1\"}").endsWith(ExitCode.CONFLICT).err())
        .contains("m1");
  }

  @Test
  void append_messagesAsJson_keepTheirOrder() {
    thread("a", 1);
    threadctl.runWithInput(message("m3") + "\n\n{}", "append", "a", message("m2"), "-").isOk();
    assertThat(threadctl.run("export", "a").line())
        .contains(message("m1") + "," + message("m2") + "," + message("m3") + ",{}]");
  }

  @Test
  void append_atAnOldRevision_isAConflict() {
    thread("a", 1);
    String[] append = {"append", "a", message("m2"), "--expect", revisionOf("a")};
    threadctl.run(append).isOk();
    threadctl.run("append", "a", message("m3"), append[3], append[4]).endsWith(ExitCode.CONFLICT);
    threadctl.run("append", "a", "{}", "--expect", "nonsense").endsWith(ExitCode.USAGE);
  }

  private String revisionOf(String thread) {
    String json = threadctl.run("--json", "show", thread).isOk().line();
    return json.replaceFirst(".*\"revision\":\"([^\"]*)\".*", "$1");
  }

  @Test
  void append_toNoThread_isNotFoundUnlessCreated() {
    threadctl.run("append", "new", "{}").endsWith(ExitCode.NOT_FOUND);
    threadctl.run("append", "new", "{}", "--create").isOk();
    threadctl.run("append", "new", "{}", "--create").isOk();
    assertThat(threadctl.run("export", "new").line()).endsWith("[{},{}]}");
  }

  @Test
  void state_isShownSetAndDeleted() {
    thread("a", 1);
    assertThat(threadctl.run("state", "show", "a").isOk().line()).isEqualTo("{\"step\":1}");
    threadctl.run("flush", "a").isOk();
    threadctl.runWithInput("{ \"n\": 1.50 }\n", "state", "set", "a", "-").isOk();
    assertThat(threadctl.run("state", "show", "a").isOk().line()).isEqualTo("{\"n\":1.50}");
    threadctl.run("state", "delete", "a").isOk();
    threadctl.run("state", "show", "a").endsWith(ExitCode.NOT_FOUND);
    threadctl.run("state", "set", "nope", "{}").endsWith(ExitCode.NOT_FOUND);
  }

  @Test
  void flushAndHydrate_countTheirOutcomes() {
    thread("a", 1);
    thread("b", 1);
    assertThat(threadctl.run("flush", "--json", "--all").isOk().line())
        .isEqualTo(
            "{\"archived\":2,\"already_archived\":0,\"changed_meanwhile\":0,\"not_hot\":0,"
                + "\"not_idle\":0,\"no_cold_store\":0,\"failed\":0}");
    assertThat(threadctl.run("hydrate", "--json", "a").isOk().line())
        .isEqualTo(
            "{\"hydrated\":1,\"refreshed\":0,\"already_hot\":0,\"no_cold_store\":0,\"failed\":0}");
    assertThat(threadctl.run("hydrate", "--all").isOk().line())
        .isEqualTo("1 hydrated, 1 already hot");
    assertThat(threadctl.run("flush", "a", "b").isOk().lines())
        .containsExactly("a: already archived (snapshot 1)", "b: already archived (snapshot 1)");
    assertThat(threadctl.run("flush", "a").isOk().line()).isEqualTo("a: not hot");
  }

  @Test
  void flush_keep_leavesTheHotCopy() {
    thread("a", 1);
    assertThat(threadctl.run("flush", "--keep", "a").isOk().line())
        .startsWith("a: archived (snapshot 1, 1 message, ");
    assertThat(threadctl.run("show", "a").out()).contains("hot, archived as snapshot 1");
  }

  @Test
  void flush_idle_takesOnlyWhatIsIdle() {
    thread("a", 1);
    assertThat(threadctl.run("flush", "--idle", "1h", "--json").isOk().line())
        .isEqualTo("{\"scanned\":1,\"released\":0,\"busy\":1,\"gone\":0,\"failed\":0}");
    assertThat(threadctl.run("flush", "--idle", "1h", "a").isOk().line()).isEqualTo("a: not idle");
    assertThat(threadctl.run("flush", "--idle", "1ms").isOk().line())
        .isEqualTo("1 thread looked at: 1 released, 0 busy, 0 gone, 0 failed");
  }

  @Test
  void flush_unknownThread_isNotFound() {
    thread("a", 1);
    threadctl.run("flush", "nope").endsWith(ExitCode.NOT_FOUND);
    Result result = threadctl.run("flush", "a", "nope").endsWith(ExitCode.SOME_FAILED);
    assertThat(result.line()).startsWith("a: archived");
    assertThat(result.err()).startsWith("threadctl: nope: no such thread");
    threadctl.run("hydrate", "nope").endsWith(ExitCode.NOT_FOUND);
  }

  @Test
  void flush_withoutColdStore_isUsage() {
    threadctl.run("--cold", "none", "flush", "--all").endsWith(ExitCode.USAGE);
  }

  @Test
  void fork_ofAnArchivedThread_isCutWhereAsked() {
    thread("a", 3);
    threadctl.run("flush", "a").isOk();
    assertThat(threadctl.run("--json", "fork", "a", "b", "--at", "m2").isOk().line())
        .startsWith("{\"id\":\"b\",\"messages\":2,");
    threadctl.run("fork", "a", "c", "--at-position", "0", "--no-state").isOk();
    threadctl.run("fork", "a", "d").isOk();
    assertThat(threadctl.run("export", "b").line())
        .endsWith("[" + message("m1") + "," + message("m2") + "],\"state\":{\"step\":1}}");
    assertThat(threadctl.run("export", "c").line()).endsWith("[" + message("m1") + "]}");
    assertThat(threadctl.run("show", "d").out()).contains("forked    from default/a");
  }

  @Test
  void fork_whereItCannot_saysWhy() {
    thread("a", 1);
    threadctl.run("fork", "a", "a").endsWith(ExitCode.CONFLICT);
    threadctl.run("fork", "nope", "b").endsWith(ExitCode.NOT_FOUND);
    threadctl.run("fork", "a", "b", "--at", "nope").endsWith(ExitCode.USAGE);
  }

  @Test
  void restore_olderSnapshot_bringsItBackAsANewOne() {
    thread("a", 1);
    threadctl.run("flush", "a").isOk();
    threadctl.run("append", "a", message("m2")).isOk();
    threadctl.run("flush", "a").isOk();
    assertThat(threadctl.run("restore", "a", "1").isOk().line()).startsWith("a: 1 message at");
    assertThat(threadctl.run("show", "a").out()).contains("changed since snapshot 2");
    threadctl.run("flush", "a").isOk();
    assertThat(threadctl.run("--json", "history", "a").isOk().lines())
        .hasSize(3)
        .satisfiesExactly(
            newest ->
                assertThat(newest)
                    .startsWith("{\"snapshot\":3,\"kind\":\"snapshot\",\"messages\":1,"),
            middle ->
                assertThat(middle)
                    .startsWith("{\"snapshot\":2,\"kind\":\"snapshot\",\"messages\":2,"),
            oldest ->
                assertThat(oldest)
                    .startsWith("{\"snapshot\":1,\"kind\":\"snapshot\",\"messages\":1,"));
    assertThat(threadctl.run("history", "--limit", "1", "a").isOk().lines()).hasSize(2);
    threadctl.run("restore", "a", "9").endsWith(ExitCode.USAGE);
  }

  @Test
  void history_ofAThreadNeverArchived_isEmpty() {
    thread("a", 1);
    assertThat(threadctl.run("history", "a").isOk().out()).isEmpty();
    threadctl.run("history", "nope").endsWith(ExitCode.NOT_FOUND);
  }

  @Test
  void delete_bothTiers_areEmptyAfterwards() {
    thread("a", 1);
    thread("b", 1);
    thread("c", 1);
    threadctl.run("flush", "a").isOk();
    assertThat(threadctl.run("delete", "a", "a").isOk().line()).startsWith("a: deleted");
    threadctl.run("delete", "a").endsWith(ExitCode.NOT_FOUND);
    assertThat(threadctl.run("delete", "--json", "b", "nope").endsWith(ExitCode.SOME_FAILED).line())
        .isEqualTo("{\"deleted\":1,\"not_found\":1,\"failed\":0}");
    assertThat(threadctl.run("delete", "--all", "--yes").isOk().line()).isEqualTo("1 deleted");
    assertThat(threadctl.run("list").isOk().out()).isEmpty();
  }

  @Test
  void purge_removesEveryTrace() {
    thread("a", 1);
    threadctl.run("flush", "a").isOk();
    threadctl.run("delete", "a").isOk();
    assertThat(threadctl.run("history", "a").isOk().out()).contains("tombstone");
    assertThat(threadctl.run("purge", "a").isOk().line()).startsWith("a: purged");
    threadctl.run("history", "a").endsWith(ExitCode.NOT_FOUND);
    threadctl.run("purge", "a").endsWith(ExitCode.NOT_FOUND);
  }

  @Test
  void resolve_afterTwoRedisesWentDifferentWays_endsTheConflict() {
    CommandLineRun here = new CommandLineRun(folder, "--data", "here", "--cold", "shared");
    CommandLineRun there = new CommandLineRun(folder, "--data", "there", "--cold", "shared");
    here.run("append", "a", message("m1"), "--create").isOk();
    here.run("flush", "--keep", "a").isOk();
    there.run("append", "a", message("there")).isOk();
    there.run("flush", "a").isOk();
    here.run("append", "a", message("here")).isOk();
    assertThat(here.run("flush", "a").endsWith(ExitCode.CONFLICT).err())
        .contains("threadctl resolve");
    assertThat(here.run("resolve", "a", "--fork-hot-to", "rescued").isOk().line())
        .startsWith("a: 2 messages at");
    assertThat(here.run("export", "a").line()).contains("text of there");
    assertThat(here.run("export", "rescued").line()).contains("text of here");
    here.run("flush", "--all").isOk();
  }
}
