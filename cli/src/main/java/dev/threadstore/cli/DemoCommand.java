package dev.threadstore.cli;

import dev.threadstore.model.ThreadRef;
import java.util.UUID;
import picocli.CommandLine.Command;

/** {@code demo}: the life of one thread, checked at every step. */
@Command(
    name = "demo",
    description = {
      "Takes a sample conversation through its life: import, append with a retry, flush, hydrate,"
          + " fork from history. Every step is checked; the exit code is 1 if one is not as it should"
          + " be.",
      "",
      "Its threads stay, in the namespace `demo` unless another is chosen, so that you can look"
          + " around."
    },
    footer = {"  threadctl demo", "  threadctl --redis redis://localhost --cold /tmp/cold demo"})
final class DemoCommand extends StoreCommand {

  DemoCommand(Invocation invocation) {
    super(invocation);
  }

  @Override
  ExitCode run(Session session) {
    session.requireWritableCold();
    Configuration configuration = session.configuration();
    String namespace = configuration.namespaceChosen() ? configuration.namespace() : "demo";
    Conversation sample = Sample.first();
    String id = sample.thread() + "-" + UUID.randomUUID().toString().substring(0, 8);
    DemoReport report = new DemoReport(invocation());
    new Demo(session, new ThreadRef(namespace, id), sample).run(report);
    report.end();
    if (!report.isGood()) {
      return ExitCode.SOME_FAILED;
    }
    if (!json()) {
      terminal().line("");
      terminal().line("look around (with the same options before the command, if you gave some):");
      String inNamespace = "  " + invocation().name() + " --namespace " + namespace;
      terminal().line(inNamespace + " list");
      terminal().line(inNamespace + " show " + id);
    }
    return ExitCode.OK;
  }
}
