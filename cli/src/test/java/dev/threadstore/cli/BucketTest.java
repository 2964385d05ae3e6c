package dev.threadstore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.cli.CommandLineRun.Result;
import dev.threadstore.testsupport.S3Access;
import dev.threadstore.testsupport.S3Bucket;
import dev.threadstore.testsupport.S3Server;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands on a bucket, with credentials from where the AWS SDK looks for them. */
class BucketTest {
  private static final String LINE = "{\"thread\":\"a\",\"messages\":[{\"id\":\"m1\"}]}";
  private static final String ACCESS_KEY = "aws.accessKeyId";
  private static final String SECRET_KEY = "aws.secretAccessKey";

  private static S3Server server;

  @TempDir private Path folder;

  private S3Bucket bucket;

  @BeforeAll
  static void startServer() {
    server = S3Server.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void prepare() {
    S3Access access = server.access();
    System.setProperty(ACCESS_KEY, access.accessKey());
    System.setProperty(SECRET_KEY, access.secretKey());
    bucket = access.newBucket();
  }

  @AfterEach
  void forgetCredentials() {
    System.clearProperty(ACCESS_KEY);
    System.clearProperty(SECRET_KEY);
  }

  private CommandLineRun threadctl(String cold, Object endpoint) {
    return new CommandLineRun(
        folder, "--cold", cold, "--s3", "path-style, endpoint=" + endpoint, "--data", "data");
  }

  private CommandLineRun threadctl() {
    return threadctl("s3://" + bucket.name() + "/acme/prod", server.access().endpoint());
  }

  @Test
  void flush_toABucket_leavesReadableObjectsBelowThePrefix() {
    threadctl().runWithInput(LINE, "import", "-").isOk();
    assertThat(threadctl().run("flush", "a").isOk().line()).startsWith("a: archived");
    assertThat(bucket.keys())
        .containsExactly("acme/prod/threads/default/a/snapshots/999999999999999999");
    assertThat(threadctl().run("--json", "list").isOk().line()).contains("\"tier\":\"archived\"");
    assertThat(threadctl().run("export", "a").isOk().line()).isEqualTo(LINE);
  }

  @Test
  void environment_withBucketAndSettings_isEnough() {
    CommandLineRun threadctl =
        new CommandLineRun(folder)
            .withEnvironment(
                Map.of(
                    "THREADCTL_COLD",
                    "s3://" + bucket.name(),
                    "THREADCTL_S3",
                    "endpoint=" + server.access().endpoint() + ",path-style"));
    threadctl.run("demo").isOk();
    assertThat(bucket.keys()).isNotEmpty().allMatch(key -> key.startsWith("threads/demo/"));
  }

  @Test
  void otherSettings_ofTheStore_areTaken() {
    CommandLineRun threadctl =
        new CommandLineRun(
            folder,
            "--cold",
            "s3://" + bucket.name(),
            "--s3",
            "path-style,region=eu-central-1,no-chunked-encoding,checksums-when-required,endpoint="
                + server.access().endpoint());
    threadctl.runWithInput(LINE, "import", "-").isOk();
    threadctl.run("flush", "a").isOk();
    assertThat(threadctl.run("export", "a").isOk().line()).isEqualTo(LINE);
  }

  @Test
  void anyCommand_onABucketThatIsNotThere_saysSo() {
    Result result =
        threadctl("s3://no-such-bucket", server.access().endpoint())
            .run("list")
            .endsWith(ExitCode.UNAVAILABLE);
    assertThat(result.err())
        .startsWith("threadctl: cannot use the bucket: ")
        .contains("code=`NoSuchBucket`", "hint=`create the bucket");
    assertThat(result.err().lines()).hasSize(1);
  }

  @Test
  void anyCommand_withWrongCredentials_saysSoWithoutThem() {
    System.setProperty(SECRET_KEY, "not-this-one");
    assertThat(threadctl().run("--debug", "list").endsWith(ExitCode.UNAVAILABLE).err())
        .contains("status=`403`", "the secret key is wrong")
        .doesNotContain("not-this-one");
  }

  @Test
  void anyCommand_onAServerThatIsGone_isUnavailable() {
    S3Server gone = S3Server.start();
    gone.close();
    assertThat(
            threadctl("s3://bucket", gone.access().endpoint())
                .run("list")
                .endsWith(ExitCode.UNAVAILABLE)
                .err())
        .contains("s3 did not answer");
  }

  @Test
  void store_withoutConditionalWrites_isReadButNeverWrittenTo() throws Exception {
    try (S3Server trusting = S3Server.startTrusting();
        ConditionlessS3 unfit = new ConditionlessS3(trusting)) {
      S3Bucket there = trusting.access().newBucket();
      CommandLineRun threadctl = threadctl("s3://" + there.name(), unfit.endpoint());
      threadctl.runWithInput(LINE, "import", "-").isOk();
      threadctl.run("list").isOk();
      assertThat(unfit.methods()).containsOnly("GET");
      Result flush = threadctl.run("flush", "--all").endsWith(ExitCode.UNAVAILABLE);
      assertThat(flush.err())
          .startsWith("threadctl: cannot use the bucket: s3 store is unfit")
          .contains("several racing writers", "see=`docs/s3.md`");
      assertThat(flush.err().lines()).hasSize(1);
      // Here the library is what writes, in the midst of its work.
      assertThat(threadctl.run("delete", "a").endsWith(ExitCode.UNAVAILABLE).err())
          .startsWith("threadctl: a: cannot use the bucket: s3 store is unfit");
      assertThat(there.keys()).isEmpty();
    }
  }

  @Test
  void doctor_ofABucket_saysWhatToCheckByHand() {
    assertThat(threadctl().run("doctor").isOk().out())
        .contains("caution: cold store: lifecycle rules\n", "--bucket " + bucket.name() + "\n")
        .contains("held under 16 racing writers");
    assertThat(bucket.keys()).isEmpty();
  }

  @Test
  void anyCommand_withoutARegion_asksForOne() throws Exception {
    Result list = inAProcess("", "--cold", "s3://bucket", "list").endsWith(ExitCode.USAGE);
    assertThat(list.out())
        .startsWith("threadctl: cannot use the bucket: no region is known")
        .contains("hint: give --s3 region=NAME");
  }

  @Test
  void anyCommand_withoutCredentials_saysSoInShort() throws Exception {
    Result list =
        inAProcess("", "--cold", "s3://bucket", "--s3", "region=eu-central-1", "list")
            .endsWith(ExitCode.UNAVAILABLE);
    assertThat(list.lines()).hasSize(1);
    assertThat(list.out()).contains("no credentials found").hasSizeLessThan(300);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:9000", "localhost:9000"})
  void endpoint_withoutAScheme_isToldWhatIsMissing(String endpoint) {
    assertThat(threadctl("s3://bucket", endpoint).run("list").endsWith(ExitCode.USAGE).err())
        .contains("endpoint=" + endpoint, "http:// or https:// is missing");
  }

  /** Where AWS' tools know nothing, with both streams in one. */
  private Result inAProcess(String option, String... args) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(option.isEmpty() ? List.of() : List.of(option));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Threadctl.class.getName(), "--data", folder.resolve("data").toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("AWS_"));
    environment.put("AWS_EC2_METADATA_DISABLED", "true");
    environment.put("AWS_CONFIG_FILE", folder.resolve("none").toString());
    environment.put("AWS_SHARED_CREDENTIALS_FILE", folder.resolve("none").toString());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Result(process.waitFor(), out, "");
  }

  @Test
  void commandWithoutABucket_loadsNothingOfS3() throws Exception {
    assertThat(inAProcess("-Xlog:class+load", "list").isOk().out())
        .contains("dev.threadstore.cli.FolderStore ")
        .doesNotContain("software.amazon", "dev.threadstore.cold.s3");
  }
}
