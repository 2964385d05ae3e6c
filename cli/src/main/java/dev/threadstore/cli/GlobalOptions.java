package dev.threadstore.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The options that every command knows. They stand before the command; Picocli takes them after it
 * as well. What they leave open, {@link Configuration} fills in.
 */
final class GlobalOptions {

  @Option(
      names = "--redis",
      paramLabel = "URI",
      scope = ScopeType.INHERIT,
      description =
          "the Redis to use: redis://, rediss:// or redis-sentinel:// [THREADCTL_REDIS];"
              + " default: an embedded one that keeps its data below the data folder")
  @Nullable String redis;

  @Option(
      names = "--cluster",
      scope = ScopeType.INHERIT,
      description = "the Redis is a cluster [THREADCTL_CLUSTER=true]")
  boolean cluster;

  @Option(
      names = "--cold",
      paramLabel = "PLACE",
      scope = ScopeType.INHERIT,
      description =
          "the cold store: a folder, s3://BUCKET[/PREFIX], or `none` [THREADCTL_COLD]; default with"
              + " the embedded Redis: the folder `cold` below the data folder; credentials for a"
              + " bucket come from where AWS' own tools have them: AWS_ACCESS_KEY_ID and"
              + " AWS_SECRET_ACCESS_KEY, AWS_PROFILE, the role of the machine")
  @Nullable String cold;

  @Option(
      names = "--s3",
      paramLabel = "SETTINGS",
      scope = ScopeType.INHERIT,
      description =
          "how to reach the bucket, separated by commas: endpoint=URI and region=NAME; for stores"
              + " other than AWS perhaps path-style, no-chunked-encoding, checksums-when-required"
              + " [THREADCTL_S3]; default: AWS, in the region of its own tools")
  @Nullable String s3;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description =
          "the data folder of the embedded defaults [THREADCTL_DATA]; default: .threadctl")
  @Nullable String data;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description = "the namespace of the threads [THREADCTL_NAMESPACE]; default: default")
  @Nullable String namespace;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      scope = ScopeType.INHERIT,
      description =
          "how long to wait while another threadctl uses the data folder [THREADCTL_WAIT];"
              + " default: 10s")
  @Nullable String wait;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description =
          "a properties file with the keys redis, cluster, cold, s3, data, namespace, wait"
              + " [THREADCTL_CONFIG]; default: threadctl.properties in the current folder, if there")
  @Nullable String config;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "write results as JSON, one object a line")
  boolean json;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "show the stack trace of an error")
  boolean debug;
}
