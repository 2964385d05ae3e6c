package dev.threadstore.it.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the code as it is leaves in Redis and in the cold store is laid out as in the newest set of
 * fixtures. If not, the layout has changed, and needs a set of its own: {@code
 * -Dthreadstore.fixtures.make=0.2} makes one instead of comparing, and never over another.
 */
class FixtureLayoutIT {
  private static final String TO_MAKE = System.getProperty("threadstore.fixtures.make", "");

  @TempDir private Path folder;

  @Test
  void layout_ofToday_isThatOfTheNewestSet() throws IOException {
    if (!TO_MAKE.isEmpty()) {
      Path set = FixtureSet.root().resolve(TO_MAKE);
      assertThat(set).doesNotExist();
      FixtureSet.make(set);
      return;
    }
    List<FixtureSet> released = FixtureSet.all();
    FixtureSet newest = released.get(released.size() - 1);
    FixtureSet today = FixtureSet.make(folder.resolve("today"));
    assertThat(keysAndFields(today)).isEqualTo(keysAndFields(newest));
    assertThat(kindsOfFiles(today)).isEqualTo(kindsOfFiles(newest));
  }

  /** Commands, keys and fields, without values and tokens. */
  private static Set<String> keysAndFields(FixtureSet set) throws IOException {
    return set.redisLines().stream()
        .map(line -> line.replaceAll(":s:[0-9a-zA-Z-]+:", ":s:token:"))
        .map(line -> line.startsWith("HSET") ? line : line.substring(0, line.indexOf("\" \"")))
        .map(line -> line.substring(0, line.lastIndexOf(" \"")))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Folders and names, without tokens and checksums. */
  private static Set<String> kindsOfFiles(FixtureSet set) throws IOException {
    return set.coldFiles().stream()
        .map(file -> file.toString().replaceAll("-[0-9a-zA-Z]{8,}$|(?<=pins.)[^/\\\\]+$", "-token"))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
