package dev.threadstore.mutations;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Runs tests in a process of its own, up to the first that fails. The arguments of {@link #main}
 * are names of tests; what it writes last says how it went.
 */
final class TestProcess {
  private static final String PASSED = "passed ";
  private static final String FAILED = "failed ";

  /** Of a test: one that a mutation lets hang fails. */
  private static final String TEST_LIMIT = "60 s";

  /** Of the simulation: it ends when it has found something. */
  private static final int SIMULATED_SECONDS = 150;

  /** Of all tests together. */
  private static final int LIMIT_MINUTES = 10;

  /**
   * A script that Redis cannot parse, or that fails by itself, as by a mistyped name: no evidence.
   */
  private static final Pattern SENSELESS_SCRIPT =
      Pattern.compile(
          "Error compiling script|user_script:\\d+: attempt to |nonexistent global variable");

  private TestProcess() {}

  /** How the tests have gone. */
  sealed interface Outcome {
    /** All have passed. */
    record Passed() implements Outcome {}

    /** One has failed. */
    record Failed(String test) implements Outcome {}

    /** Nothing can be said about them. */
    record Unusable(String output) implements Outcome {}
  }

  /**
   * Runs tests.
   *
   * @param first what comes first on their class path
   */
  static Outcome run(List<Path> first, List<String> tests, Path output)
      throws IOException, InterruptedException {
    List<String> classPath = new ArrayList<>();
    Stream.concat(first.stream(), Project.TEST_CLASSES.stream())
        .forEach(place -> classPath.add(place.toString()));
    classPath.add(System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    // Short runs: compiling more thoroughly does not pay.
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Dthreadstore.it.simulate=" + SIMULATED_SECONDS);
    command.add("-cp");
    command.add(String.join(File.pathSeparator, classPath));
    command.add(TestProcess.class.getName());
    command.addAll(tests);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
        return new Outcome.Unusable("the tests took longer than " + LIMIT_MINUTES + " minutes");
      }
    } finally {
      process.destroyForcibly();
    }
    return outcome(Files.readString(output));
  }

  private static Outcome outcome(String output) {
    String last = output.strip();
    last = last.substring(last.lastIndexOf('\n') + 1);
    if (last.startsWith(PASSED)) {
      return new Outcome.Passed();
    }
    return last.startsWith(FAILED) && !SENSELESS_SCRIPT.matcher(output).find()
        ? new Outcome.Failed(last.substring(FAILED.length()))
        : new Outcome.Unusable(output);
  }

  /** Runs tests in this process, and ends it. */
  public static void main(String[] names) {
    NamedTests tests = new NamedTests(TestProcess.class.getClassLoader());
    LauncherDiscoveryRequest discovery =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(Stream.of(names).flatMap(name -> tests.find(name).stream()).toList())
            .configurationParameter("junit.jupiter.execution.timeout.default", TEST_LIMIT)
            .build();
    CancellationToken stop = CancellationToken.create();
    SummaryGeneratingListener results = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherExecutionRequestBuilder.request(discovery)
                .listeners(results, stoppingAtAFailure(stop))
                .cancellationToken(stop)
                .build());
    TestExecutionSummary summary = results.getSummary();
    summary.getFailures().forEach(failure -> failure.getException().printStackTrace(System.out));
    System.out.println(verdict(summary));
    // Whatever threads a broken store has left behind.
    System.exit(0);
  }

  private static TestExecutionListener stoppingAtAFailure(CancellationToken stop) {
    return new TestExecutionListener() {
      @Override
      public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.FAILED) {
          stop.cancel();
        }
      }
    };
  }

  private static String verdict(TestExecutionSummary summary) {
    if (!summary.getFailures().isEmpty()) {
      return FAILED + name(summary.getFailures().get(0).getTestIdentifier());
    }
    return summary.getTestsSucceededCount() > 0
        ? PASSED + summary.getTestsSucceededCount()
        : "no test has run";
  }

  private static String name(TestIdentifier test) {
    return test.getSource()
        .filter(MethodSource.class::isInstance)
        .map(MethodSource.class::cast)
        .map(method -> method.getJavaClass().getSimpleName() + "." + method.getMethodName())
        .orElse(test.getDisplayName());
  }
}
