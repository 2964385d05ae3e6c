package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.IdleArchiver;
import dev.threadstore.ThreadStore;
import dev.threadstore.cold.fs.FileSystemColdStore;
import dev.threadstore.micrometer.MicrometerThreadStore;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.IdleArchiverSettings;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.TieredThreadManager;
import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The dashboard and the list of meters, beside what Prometheus really gets. */
class DashboardIT {
  private static final Path DOCS = Path.of(System.getProperty("basedir"), "..", "docs");
  private static final Pattern SELECTOR = Pattern.compile("(threadstore_\\w+)(?:\\{([^}]*)})?");
  private static final Pattern LABEL = Pattern.compile("(\\w+)(?==)");
  private static final Pattern GROUPED = Pattern.compile("by \\((\\w+)\\)");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final RedisFixture redis = RedisEngine.REDIS_7.fixture();
  @TempDir private Path folder;
  private String scrape = "";

  /** Everything that there are meters of. */
  @BeforeEach
  void use() {
    MicrometerThreadStore micrometer = MicrometerThreadStore.builder(registry).build();
    try (FileSystemColdStore cold = FileSystemColdStore.open(folder);
        ThreadStore<Note> store = micrometer.observe(redis.store().coldStore(cold)).build()) {
      TieredThreadManager<Note> thread =
          store.thread(new ThreadRef("seen-" + UUID.randomUUID(), "t"));
      thread.create();
      thread.append(Note.range("m", 0, 3));
      thread.flush(AfterFlush.RELEASE);
      thread.load();
      try (IdleArchiver archiver =
          micrometer
              .observe(IdleArchiver.builder(store))
              .namespace(thread.ref().namespace())
              .settings(IdleArchiverSettings.builder().idle(Duration.ZERO).build())
              .build()) {
        micrometer.watch(archiver);
        archiver.runOnce();
        scrape = registry.scrape();
      }
    }
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void dashboard_asksOnlyForWhatIsThere() throws IOException {
    Set<String> asked = new TreeSet<>();
    for (String expression : expressions()) {
      Matcher selector = SELECTOR.matcher(expression);
      assertThat(selector.find()).as(expression).isTrue();
      do {
        String metric = selector.group(1);
        asked.add(metric);
        assertThat(labels(metric))
            .as("labels of %s in: %s", metric, expression)
            .isNotEmpty()
            .allSatisfy(series -> assertThat(series).containsAll(labelsAsked(expression)));
      } while (selector.find());
    }
    assertThat(asked).hasSizeGreaterThan(15);
  }

  @Test
  void documentation_listsEveryMeterAndNoOther() throws IOException {
    Set<String> meters =
        registry.getMeters().stream()
            .map(Meter::getId)
            .map(Meter.Id::getName)
            .filter(name -> name.startsWith("threadstore."))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> documented = new TreeSet<>();
    Matcher row =
        Pattern.compile("(?m)^\\| `(threadstore\\.[a-z.]+)` ")
            .matcher(Files.readString(DOCS.resolve("observability.md")));
    while (row.find()) {
      documented.add(row.group(1));
    }
    assertThat(documented).isEqualTo(meters);
  }

  private static Set<String> expressions() throws IOException {
    JsonNode dashboard =
        JsonMapper.shared().readTree(Files.readString(DOCS.resolve("grafana/threadstore.json")));
    return dashboard.findValuesAsString("expr").stream().collect(Collectors.toSet());
  }

  /** The labels of each series of a metric. */
  private Set<Set<String>> labels(String metric) {
    return scrape
        .lines()
        .filter(line -> line.startsWith(metric + "{") || line.startsWith(metric + " "))
        .map(DashboardIT::labelsOf)
        .collect(Collectors.toSet());
  }

  private static Set<String> labelsOf(String text) {
    return LABEL.matcher(text).results().map(match -> match.group(1)).collect(Collectors.toSet());
  }

  /** Of each metric of an expression the same are asked. */
  private static Set<String> labelsAsked(String expression) {
    Set<String> labels =
        GROUPED
            .matcher(expression)
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    SELECTOR
        .matcher(expression)
        .results()
        .filter(match -> match.group(2) != null)
        .flatMap(match -> Pattern.compile("(\\w+)[!=]").matcher(match.group(2)).results())
        .forEach(match -> labels.add(match.group(1)));
    return labels;
  }
}
