package dev.threadstore.testsupport;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a server is to run.
 *
 * @param version which program, unless there is an executable
 * @param port 0: a free one
 * @param data where it keeps its data; empty: in a temporary folder that goes with it
 * @param config lines of configuration that come after ours, so that they win
 */
record RedisSettings(
    RedisVersion version,
    Optional<Path> executable,
    int port,
    Optional<Path> data,
    RedisServer.Ending ending,
    Duration startTime,
    Duration endTime,
    List<String> config) {

  RedisSettings {
    config = List.copyOf(config);
  }

  /** The configuration file. */
  List<String> configFor(int port, Path folder) {
    List<String> lines = new ArrayList<>();
    lines.add("bind " + RedisServer.HOST);
    lines.add("port " + port);
    lines.add("protected-mode yes");
    lines.add("daemonize no");
    lines.add("dir " + quoted(folder.toString()));
    if (data.isEmpty()) {
      lines.add("save \"\"");
    }
    lines.addAll(config);
    return lines;
  }

  private static String quoted(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
