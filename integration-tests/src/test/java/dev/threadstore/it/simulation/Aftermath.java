package dev.threadstore.it.simulation;

import static org.awaitility.Awaitility.await;

import dev.threadstore.IdleArchiver;
import dev.threadstore.ThreadStore;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.it.Note;
import dev.threadstore.model.ArchiveConflictException;
import dev.threadstore.model.FailingThread;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Looks at everything when all clients have gone and nothing fails any more: what Redis and bucket
 * hold together, then what the bucket holds alone. It is one more client, with a journal.
 */
final class Aftermath {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Pattern INDEX = Pattern.compile("ts:\\{([^:]+::\\d+)?}:");

  private final String namespace;
  private final List<String> threads;
  private final boolean mayHaveGoneBack;
  private final List<String> problems = new ArrayList<>();

  Aftermath(String namespace, List<String> threads, boolean mayHaveGoneBack) {
    this.namespace = namespace;
    this.threads = threads;
    this.mayHaveGoneBack = mayHaveGoneBack;
  }

  /** Looks, and empties Redis; returns what is wrong by itself. */
  List<String> look(Servers servers, Path folder) throws IOException {
    RedisClient client = servers.access().redis();
    try (ColdStore cold = servers.access().bucketStore();
        ThreadStore<Note> store = Access.store(client, cold).build();
        Journal journal = new Journal(folder, "aftermath")) {
      Performer performer = new Performer(store, namespace);
      RedisCommands<String, String> redis = client.connect().sync();
      threads.forEach(thread -> read(journal, performer, thread));
      archive(store, redis);
      threads.forEach(thread -> flush(journal, performer, thread));
      checkLeftovers(redis);
      redis.flushall();
      threads.forEach(thread -> read(journal, performer, thread));
      threads.forEach(thread -> goThroughHistory(journal, performer, thread));
    } finally {
      client.shutdown();
    }
    return problems;
  }

  private static void read(Journal journal, Performer performer, String thread) {
    journal.note(performer, new Ask.Info(thread));
    journal.note(performer, new Ask.Load(thread));
    journal.note(performer, new Ask.LoadState(thread));
  }

  /**
   * Where Redis went back, a thread can be in conflict with the archive: what is hot stays then.
   */
  private static void flush(Journal journal, Performer performer, String thread) {
    Ask flush = new Ask.Flush(thread, false);
    if (journal.note(performer, flush) instanceof Reply.Refused refused
        && refused.reason() == Reply.Reason.DIVERGED
        && refused.found() != null) {
      journal.note(performer, new Ask.Resolve(thread, true, refused.found()));
      journal.note(performer, flush);
    }
  }

  /**
   * Archivers find whatever is hot, wherever their processes and Redis have died (H100). What was
   * in a dead one's hands comes back when its lease ends; only conflicts stay.
   */
  private void archive(ThreadStore<Note> store, RedisCommands<String, String> redis) {
    try (IdleArchiver archiver = Access.archiver(store, Duration.ZERO)) {
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                archiver.runOnce();
                List<String> conflicts = new ArrayList<>();
                for (FailingThread failing : archiver.failing()) {
                  if (!mayHaveGoneBack || !isConflict(failing)) {
                    return false;
                  }
                  conflicts.add(failing.ref().id());
                }
                return conflicts.containsAll(hot(redis));
              });
    } catch (ConditionTimeoutException e) {
      problems.add("no archiver has archived " + hot(redis));
    }
  }

  private static boolean isConflict(FailingThread failing) {
    return failing.problem().startsWith(ArchiveConflictException.class.getSimpleName());
  }

  private List<String> hot(RedisCommands<String, String> redis) {
    return threads.stream().filter(thread -> redis.exists(head(thread)) > 0).toList();
  }

  private String head(String thread) {
    return "ts:{" + namespace + ":" + thread + "}:head";
  }

  /** Once all is flushed, nothing is in Redis for ever (H73) but the index of activity. */
  private void checkLeftovers(RedisCommands<String, String> redis) {
    for (String key : redis.keys("*")) {
      if (redis.pttl(key) == -1 && !INDEX.matcher(key).lookingAt()) {
        problems.add("left in Redis for ever: " + key);
      }
    }
  }

  /** Every snapshot can be restored, and collecting the others harms nobody. */
  private static void goThroughHistory(Journal journal, Performer performer, String thread) {
    journal.note(performer, new Ask.Verify(thread));
    if (journal.note(performer, new Ask.History(thread)) instanceof Reply.Archived archived) {
      for (Reply.Entry entry : archived.entries()) {
        if (entry.kind().equals("SNAPSHOT") && entry.revision() != null) {
          Ask restore = new Ask.Restore(thread, entry.number(), entry.revision(), "any");
          journal.note(performer, restore);
          read(journal, performer, thread);
        }
      }
    }
    journal.note(performer, new Ask.Flush(thread, false));
    journal.note(performer, new Ask.Collect(thread, 1));
    journal.note(performer, new Ask.Verify(thread));
    read(journal, performer, thread);
  }
}
