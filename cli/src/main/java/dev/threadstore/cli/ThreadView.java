package dev.threadstore.cli;

import dev.threadstore.model.MessagePage;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadContent;
import dev.threadstore.model.ThreadInfo;
import dev.threadstore.model.Tier;
import dev.threadstore.model.TieredThreadManager;
import dev.threadstore.model.Versioned;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A thread as it was at one revision.
 *
 * @param info what is known of it; its tier is the one in which it was found
 * @param first the position of the first message
 * @param messages its messages, or the last of them
 * @param state its state, compact, or null
 */
record ThreadView(ThreadInfo info, long first, List<JsonMessage> messages, @Nullable String state) {

  private static final int ATTEMPTS = 20;

  /** The whole thread. */
  static ThreadView whole(TieredThreadManager<JsonMessage> thread) {
    return read(
        thread,
        () -> {
          ThreadContent<JsonMessage> content = thread.load();
          return new MessagePage<>(
              content.revision(), 0, content.messages(), content.messages().size());
        });
  }

  /** The thread's last messages. */
  static ThreadView tail(TieredThreadManager<JsonMessage> thread, int count) {
    return read(thread, () -> thread.messages().tail(count));
  }

  private interface MessagesReader {
    MessagePage<JsonMessage> read();
  }

  /** Reads messages and state until both are of one revision, and leaves the thread in its tier. */
  private static ThreadView read(TieredThreadManager<JsonMessage> thread, MessagesReader reader) {
    Tier found = thread.info().tier();
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      MessagePage<JsonMessage> page = reader.read();
      Versioned<Optional<String>> state = thread.state().loadJson();
      ThreadInfo info = thread.info();
      Revision revision = page.revision();
      if (state.revision().equals(revision) && info.revision().equals(revision)) {
        putBack(thread, found, info);
        return new ThreadView(
            in(found, info),
            page.first(),
            page.messages(),
            state.value().map(ThreadView::json).orElse(null));
      }
    }
    throw new CommandFailure(
        ExitCode.CONFLICT,
        "the thread changes faster than it can be read: thread=`" + thread.ref() + "`",
        "try again later");
  }

  /** Reading an archived thread brought it to Redis. Unless somebody changed it, it goes again. */
  private static void putBack(
      TieredThreadManager<JsonMessage> thread, Tier found, ThreadInfo info) {
    if (found == Tier.ARCHIVED && info.tier() == Tier.HOT && info.archived()) {
      thread.flush();
    }
  }

  private static ThreadInfo in(Tier tier, ThreadInfo info) {
    return new ThreadInfo(
        info.ref(),
        tier,
        info.revision(),
        info.length(),
        info.archived(),
        info.snapshot(),
        info.created(),
        info.changed(),
        info.lineage(),
        info.labels());
  }

  private static String json(String state) {
    try {
      return CompactJson.of(state);
    } catch (BadInputException e) {
      return state;
    }
  }
}
