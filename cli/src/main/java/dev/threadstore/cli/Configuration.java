package dev.threadstore.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where the threads are, settled. Each setting comes from its option, else from its environment
 * variable, else from the configuration file, else it is the default. Relative paths, also those in
 * the file, start at the current folder.
 *
 * @param redis the URI of a Redis, which may hold a password, or null for the embedded one
 * @param cluster whether that Redis is a cluster
 * @param cold the cold store, or null for none
 * @param data the folder of the embedded defaults
 * @param namespace the namespace
 * @param namespaceChosen whether the namespace was given rather than left to its default
 * @param patience how long to wait for the data folder
 */
record Configuration(
    @Nullable String redis,
    boolean cluster,
    @Nullable ColdPlace cold,
    Path data,
    String namespace,
    boolean namespaceChosen,
    Duration patience) {

  private static final Set<String> KEYS =
      Set.of("redis", "cluster", "cold", "s3", "data", "namespace", "wait");
  private static final String DEFAULT_FILE = "threadctl.properties";
  private static final String NO_COLD_STORE = "none";

  /**
   * Settles all settings.
   *
   * @param options what the command line says
   * @param environment the process' environment variables
   * @param current the current folder
   * @throws CommandFailure if a setting makes no sense
   */
  static Configuration of(GlobalOptions options, Map<String, String> environment, Path current) {
    Layers layers = new Layers(environment, file(options, environment, current));
    String redis = layers.value("redis", options.redis);
    Path data = path(current, "data", layers.value("data", options.data, ".threadctl"));
    String cold = layers.value("cold", options.cold);
    String namespace = layers.value("namespace", options.namespace);
    if (redis != null && cold == null) {
      // A default here would archive the threads of a shared Redis to a folder of this machine.
      throw CommandFailure.usage(
          "a Redis is given, but not which cold store belongs to it",
          "add --cold DIR or --cold s3://BUCKET, or --cold none if its threads are not archived");
    }
    if (options.s3 != null && (cold == null || !BucketPlace.isMeant(cold))) {
      throw CommandFailure.usage(
          "--s3 is given, but no bucket", "name the bucket with --cold s3://BUCKET/PREFIX");
    }
    boolean cluster = options.cluster || flag(layers.value("cluster", null, "false"));
    if (redis == null && cluster) {
      throw CommandFailure.usage(
          "the embedded Redis is no cluster", "name a node of the cluster with --redis URI");
    }
    return new Configuration(
        redis,
        cluster,
        cold == null
            ? new ColdPlace.Folder(data.resolve("cold"))
            : coldPlace(current, cold, layers.value("s3", options.s3, "")),
        data,
        namespace == null ? "default" : namespace,
        namespace != null,
        DurationText.parse("wait", layers.value("wait", options.wait, "10s")));
  }

  private static @Nullable ColdPlace coldPlace(Path current, String cold, String s3) {
    if (cold.equals(NO_COLD_STORE)) {
      return null;
    }
    if (BucketPlace.isMeant(cold)) {
      return BucketPlace.of(cold, s3);
    }
    // "s3:bucket" and "s3:/bucket" are slips of the pen; a folder of that name is "./s3:bucket".
    if (cold.matches("(?s)[a-zA-Z][a-zA-Z0-9+.-]+://.*|[sS]3:.*")) {
      throw CommandFailure.usage(
          "archives are kept in a folder or a bucket: cold=`" + Failure.redacted(cold) + "`",
          "give --cold a folder, s3://BUCKET/PREFIX, or `none`");
    }
    return new ColdPlace.Folder(path(current, "cold", cold));
  }

  private static Path path(Path current, String name, String value) {
    try {
      if (!value.isEmpty()) {
        return current.resolve(value);
      }
    } catch (InvalidPathException e) {
      // told below, with the name of the setting
    }
    throw CommandFailure.usage(
        "not a folder's name: %s=`%s`".formatted(name, value), "give the path of a folder");
  }

  private static boolean flag(String value) {
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw CommandFailure.usage(
              "neither true nor false: cluster=`" + value + "`", "write true or false");
    };
  }

  private static Properties file(
      GlobalOptions options, Map<String, String> environment, Path current) {
    String named = options.config != null ? options.config : environment.get("THREADCTL_CONFIG");
    Path file = path(current, "config", named != null ? named : DEFAULT_FILE);
    Properties properties = new Properties();
    if (named == null && !Files.exists(file)) {
      return properties;
    }
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "cannot read the configuration: file=`" + file + "`",
          "it is a properties file in UTF-8, with lines such as: redis = redis://localhost:6379",
          e);
    }
    Set<String> unknown = new TreeSet<>(properties.stringPropertyNames());
    unknown.removeAll(KEYS);
    if (!unknown.isEmpty()) {
      throw CommandFailure.usage(
          "unknown keys in the configuration: keys=`%s` file=`%s`"
              .formatted(String.join(", ", unknown), file),
          "the keys are " + String.join(", ", new TreeSet<>(KEYS)));
    }
    return properties;
  }

  /** Where threads are looked for, in words. */
  String places() {
    String hot = redis == null ? "the Redis below " + data : "the given Redis";
    return cold == null ? hot : hot + " and of " + cold;
  }

  /** What stands below the options. */
  private record Layers(Map<String, String> environment, Properties file) {

    @Nullable String value(String key, @Nullable String option) {
      if (option != null) {
        return option;
      }
      String variable = environment.get("THREADCTL_" + key.toUpperCase(java.util.Locale.ROOT));
      // An empty variable is how scripts unset one.
      return variable != null && !variable.isEmpty() ? variable : file.getProperty(key);
    }

    String value(String key, @Nullable String option, String otherwise) {
      String value = value(key, option);
      return value == null ? otherwise : value;
    }
  }

  /** Never shows the URI: it may hold a password. */
  @Override
  public String toString() {
    return "Configuration[redis=%s, cold=%s, data=%s, namespace=%s]"
        .formatted(redis == null ? "embedded" : "given", cold, data, namespace);
  }
}
