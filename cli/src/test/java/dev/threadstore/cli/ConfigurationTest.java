package dev.threadstore.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
  @TempDir private Path current;

  private final GlobalOptions options = new GlobalOptions();
  private final Map<String, String> environment = new HashMap<>();

  private Configuration configuration() {
    return Configuration.of(options, environment, current);
  }

  private void file(String... lines) throws Exception {
    Files.writeString(current.resolve("threadctl.properties"), String.join("\n", lines));
  }

  private ColdPlace folder(String path) {
    return new ColdPlace.Folder(current.resolve(path));
  }

  private void assertUsage(String message) {
    assertThatThrownBy(this::configuration)
        .isInstanceOfSatisfying(
            CommandFailure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining(message);
  }

  @Test
  void of_nothing_isEmbeddedBelowTheCurrentFolder() {
    Configuration configuration = configuration();
    assertThat(configuration.redis()).isNull();
    assertThat(configuration.data()).isEqualTo(current.resolve(".threadctl"));
    assertThat(configuration.cold()).isEqualTo(folder(".threadctl/cold"));
    assertThat(configuration.namespace()).isEqualTo("default");
    assertThat(configuration.namespaceChosen()).isFalse();
    assertThat(configuration.patience()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void of_allLayers_theOptionWins() throws Exception {
    options.namespace = "option";
    environment.put("THREADCTL_NAMESPACE", "environment");
    file("namespace = file");
    assertThat(configuration().namespace()).isEqualTo("option");
  }

  @Test
  void of_environmentAndFile_theEnvironmentWins() throws Exception {
    environment.put("THREADCTL_NAMESPACE", "environment");
    file("namespace = file");
    assertThat(configuration().namespace()).isEqualTo("environment");
  }

  @Test
  void of_emptyVariable_countsAsNone() throws Exception {
    environment.put("THREADCTL_NAMESPACE", "");
    file("namespace = file");
    assertThat(configuration().namespace()).isEqualTo("file");
  }

  @Test
  void of_fileWithAllKeys_isUsed() throws Exception {
    file(
        "redis = redis://example:6379",
        "cluster = true",
        "cold = archive",
        "data = elsewhere",
        "namespace = é",
        "wait = 1m30s");
    assertThat(configuration())
        .isEqualTo(
            new Configuration(
                "redis://example:6379",
                true,
                folder("archive"),
                current.resolve("elsewhere"),
                "é",
                true,
                Duration.ofSeconds(90)));
  }

  @Test
  void of_namedFile_isUsedInsteadOfTheDefaultOne() throws Exception {
    file("namespace = default file");
    Files.writeString(current.resolve("mine.properties"), "namespace = mine");
    environment.put("THREADCTL_CONFIG", "mine.properties");
    assertThat(configuration().namespace()).isEqualTo("mine");
    options.config = "threadctl.properties";
    assertThat(configuration().namespace()).isEqualTo("default file");
  }

  @Test
  void of_namedFileThatIsMissing_isAnError() {
    options.config = "missing.properties";
    assertUsage("cannot read the configuration");
  }

  @Test
  void of_unknownKeyInTheFile_isAnError() throws Exception {
    file("redsi = redis://localhost");
    assertUsage("keys=`redsi`");
  }

  @Test
  void of_data_movesTheDefaultColdStoreToo() {
    options.data = "d";
    assertThat(configuration().cold()).isEqualTo(folder("d/cold"));
  }

  @Test
  void of_redisWithoutColdStore_isAnError() {
    options.redis = "redis://example";
    assertUsage("not which cold store belongs to it");
  }

  @Test
  void of_coldNone_isNoColdStore() {
    options.redis = "redis://example";
    options.cold = "none";
    assertThat(configuration().cold()).isNull();
  }

  @Test
  void of_bucketWithSettingsFromTheFile_isThatBucket() throws Exception {
    file("cold = s3://bucket/acme/prod", "s3 = endpoint=http://localhost:9000 , path-style");
    assertThat(configuration().cold())
        .isEqualTo(
            new BucketPlace(
                URI.create("s3://bucket/acme/prod"),
                List.of("endpoint=http://localhost:9000", "path-style")));
  }

  @Test
  void of_settingsForABucketOfTheFile_doNotBindAFolder() throws Exception {
    file("cold = s3://bucket", "s3 = region=eu-central-1");
    options.cold = "archive";
    assertThat(configuration().cold()).isEqualTo(folder("archive"));
    options.s3 = "path-style";
    assertUsage("--s3 is given, but no bucket");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "endpoint",
        "endpoint=localhost:9000",
        "endpoint=http://a b",
        "region=",
        "path-style=true",
        "nonsense"
      })
  void of_badSettingForABucket_isAnError(String setting) {
    options.cold = "s3://bucket";
    options.s3 = "path-style," + setting;
    assertUsage("s3=`" + setting + "`");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://", "s3:///prefix", "s3://bucket/a//b", "s3://b?x", "s3://b b"})
  void of_badBucket_isAnError(String cold) {
    options.cold = cold;
    assertUsage("not the address of a bucket: cold=`" + cold + "`");
  }

  @Test
  void of_bucketWithCredentials_isAnErrorThatHidesThem() {
    options.cold = "s3://key:secret@bucket/prefix";
    assertUsage("s3://***@bucket/prefix");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gs://bucket", "S3://bucket", "s3:bucket", "s3:/bucket"})
  void of_anotherKindOfStore_isAnError(String cold) {
    options.cold = cold;
    assertUsage("in a folder or a bucket: cold=`" + cold + "`");
  }

  @Test
  void of_clusterWithoutRedis_isAnError() {
    options.cluster = true;
    assertUsage("the embedded Redis is no cluster");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "s", "-1s", "1s2", "1 s", "1w"})
  void of_badWait_isAnError(String wait) {
    options.wait = wait;
    assertUsage("not a duration");
  }

  @Test
  void toString_redisWithPassword_hidesIt() {
    options.redis = "redis://:secret@example";
    options.cold = "none";
    assertThat(configuration().toString()).doesNotContain("secret");
  }
}
