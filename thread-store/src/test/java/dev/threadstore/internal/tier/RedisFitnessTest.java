package dev.threadstore.internal.tier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.model.FitnessReport.Finding;
import dev.threadstore.model.FitnessReport.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of an INFO that no Redis at hand gives. */
class RedisFitnessTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

  private final Map<String, String> info =
      new HashMap<>(
          Map.of(
              "tcp_port", "6379",
              "redis_version", "7.0.15",
              "role", "master",
              "maxmemory_policy", "noeviction",
              "maxmemory", "0",
              "used_memory", "100",
              "total_system_memory", "1000",
              "aof_enabled", "1"));

  private List<Finding> findings() {
    return new RedisFitness(info, 0, NOW).findings();
  }

  private Finding finding(String subject) {
    return findings().stream()
        .filter(finding -> finding.subject().equals("redis 6379 " + subject))
        .findAny()
        .orElseThrow();
  }

  @Test
  void findings_ofARecommendedRedis_areFitAndLeaveNothingToDo() {
    assertThat(findings())
        .hasSizeGreaterThan(4)
        .allSatisfy(
            finding -> {
              assertThat(finding.level()).isEqualTo(Level.FIT);
              assertThat(finding.remedy()).isEmpty();
            });
  }

  @ParameterizedTest
  @CsvSource({"6.0.16, UNFIT", "5.9, UNFIT", "6.2.0, FIT", "10.0.1, FIT", "7, FIT"})
  void version_olderThanNeeded_isUnfit(String version, Level level) {
    info.put("redis_version", version);
    assertThat(finding("version").level()).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource({"0, 899, FIT", "0, 900, CAUTION", "2000, 1799, FIT", "2000, 1800, CAUTION"})
  void memory_nearlyAllOfWhatThereIs_isCaution(String limit, String used, Level level) {
    info.put("maxmemory", limit);
    info.put("used_memory", used);
    assertThat(finding("memory").level()).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource({
    "0, FIT, 0 s behind",
    "-59, FIT, 59 s behind",
    "-61, CAUTION, 61 s behind",
    "61, CAUTION, 61 s ahead of",
    "-3600, CAUTION, 3600 s behind"
  })
  void clock_farFromThisMachines_isCaution(long ahead, Level level, String detail) {
    Instant there = NOW.plus(Duration.ofSeconds(ahead));
    info.put("server_time_usec", Long.toString(TimeUnit.SECONDS.toMicros(there.getEpochSecond())));
    assertThat(finding("clock").level()).isEqualTo(level);
    assertThat(finding("clock").detail()).startsWith(detail);
  }
}
