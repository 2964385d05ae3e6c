package dev.threadstore.cli;

import dev.threadstore.cli.DemoReport.Moved;
import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.model.AppendResult;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.ForkPoint;
import dev.threadstore.model.ForkState;
import dev.threadstore.model.HydrateResult;
import dev.threadstore.model.ThreadNamespace;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The life of one thread, step by step. Each step looks at what came out of it. */
final class Demo {
  private static final JsonMessage LAST_MESSAGE =
      new JsonMessage(
          "thanks-1",
          "{\"id\":\"thanks-1\",\"role\":\"user\",\"content\":\"Merci, see you on Friday!\"}");

  /** Where the fork leaves the conversation: before the customer chose Friday. */
  private static final int FORK_LENGTH = 5;

  private final Session session;
  private final ThreadNamespace<JsonMessage> threads;
  private final TieredThreadManager<JsonMessage> thread;
  private final ThreadRef ref;
  private final Conversation sample;
  private final List<JsonMessage> messages;

  /**
   * @param ref a thread that does not exist yet
   * @param sample what it is about
   */
  Demo(Session session, ThreadRef ref, Conversation sample) {
    this.session = session;
    this.ref = ref;
    this.sample = sample;
    threads = session.store().namespace(ref.namespace());
    thread = threads.thread(ref.id());
    messages = new ArrayList<>(sample.messages());
    messages.add(LAST_MESSAGE);
  }

  void run(DemoReport report) {
    report.step("import", this::importSample);
    report.step("append", this::appendTwice);
    report.step("flush", this::flush);
    report.step("look", this::look);
    report.step("hydrate", this::hydrate);
    report.step("fork", this::fork);
  }

  private Moved importSample() {
    ThreadImport target = new ThreadImport(threads, ThreadStoreSettings.defaults());
    ThreadImport.Result result =
        target.store(new Conversation(ref.id(), sample.messages(), sample.state()));
    require(result.added() == sample.messages().size(), "not all messages were added");
    return new Moved(
        Sizes.count(result.added(), "message") + " and a state → Redis",
        bytes(sample.messages()) + size(Objects.requireNonNullElse(sample.state(), "")));
  }

  private Moved appendTwice() {
    AppendResult first = thread.append(List.of(LAST_MESSAGE));
    require(first.added().equals(List.of(LAST_MESSAGE.id())), "the message was not added");
    AppendResult retry = thread.append(List.of(LAST_MESSAGE));
    require(retry.added().isEmpty(), "the retry added the message again");
    require(retry.known().equals(List.of(LAST_MESSAGE.id())), "the retry did not find the message");
    require(retry.length() == messages.size(), "the thread has a wrong length");
    return new Moved("1 message → Redis; sent twice, there once", size(LAST_MESSAGE.json()));
  }

  private Moved flush() {
    FlushResult result = thread.flush();
    require(result.outcome() == FlushResult.Outcome.ARCHIVED, "the outcome is " + result.outcome());
    require(result.length() == messages.size(), "not all messages were archived");
    return new Moved(
        "%s and the state: Redis → cold store, as snapshot %d"
            .formatted(Sizes.count(result.length(), "message"), result.snapshot()),
        result.bytes());
  }

  private Moved look() {
    String name = ref.encodedNamespace() + ":" + ref.encodedId();
    long keys = session.redis().countKeys("ts:{" + name + "}:*");
    require(keys == 0, "Redis still has " + Sizes.count(keys, "key"));
    ColdStore cold = Objects.requireNonNull(session.cold());
    String prefix = "threads/" + ref.encodedNamespace() + "/" + ref.encodedId() + "/";
    List<ColdObject> objects = cold.list(prefix, "", 100);
    require(!objects.isEmpty(), "the cold store has nothing");
    return new Moved(
        "Redis: no key left; cold store: " + objects.get(0).key(),
        objects.stream().mapToLong(ColdObject::size).sum());
  }

  private Moved hydrate() {
    HydrateResult result = thread.hydrate();
    require(
        result.outcome() == HydrateResult.Outcome.HYDRATED, "the outcome is " + result.outcome());
    ThreadView view = ThreadView.whole(thread);
    require(view.messages().equals(messages), "the messages are not those that were archived");
    require(Objects.equals(view.state(), sample.state()), "the state is not the one archived");
    return new Moved(
        Sizes.count(result.length(), "message") + " and the state: cold store → Redis, unchanged",
        result.bytes());
  }

  private Moved fork() {
    ThreadRef target = ref.sibling(ref.id() + "-fork");
    String point = messages.get(FORK_LENGTH - 1).id();
    TieredThreadManager<JsonMessage> fork =
        thread.fork(target, ForkPoint.including(point), ForkState.NONE);
    fork.append(List.of(LAST_MESSAGE));
    List<JsonMessage> expected = new ArrayList<>(messages.subList(0, FORK_LENGTH));
    expected.add(LAST_MESSAGE);
    require(fork.load().messages().equals(expected), "the fork has other messages");
    require(thread.load().messages().equals(messages), "the source has changed");
    return new Moved(
        "the first %d messages → %s, which went its own way".formatted(FORK_LENGTH, target.id()),
        bytes(messages.subList(0, FORK_LENGTH)));
  }

  private static void require(boolean asItShouldBe, String problem) {
    if (!asItShouldBe) {
      throw new CommandFailure(ExitCode.SOME_FAILED, problem, null);
    }
  }

  private static long bytes(List<JsonMessage> messages) {
    return messages.stream().mapToLong(message -> size(message.json())).sum();
  }

  private static long size(String json) {
    return json.getBytes(StandardCharsets.UTF_8).length;
  }
}
