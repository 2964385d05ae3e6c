package dev.threadstore.it.simulation;

import dev.threadstore.it.Note;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what one client does next, by chance and by what it knows of the threads from what it was
 * told: so it often expects the right revision, cuts at a message that is there, and repeats what
 * it got no answer to.
 */
final class Worker {
  private static final int IDS = 60;
  private static final int MOST_APPENDED = 6;

  private final String name;
  private final List<String> threads;
  private final Random random;
  private final Map<String, Knowledge> known = new HashMap<>();
  private int asked;
  private @Nullable Ask unanswered;
  private @Nullable Ask wayOut;

  /** What a client knows of a thread; it can be long past. */
  private static final class Knowledge {
    private String revision = "any";
    private boolean isAbsent;
    private List<String> ids = List.of();
    private List<Reply.Entry> archive = List.of();
  }

  /**
   * A client without any knowledge.
   *
   * @param name begins the ids of messages that are its own
   * @param threads forks lead from earlier ones to later ones only
   */
  Worker(String name, List<String> threads, Random random) {
    this.name = name;
    this.threads = threads;
    this.random = random;
  }

  Ask next() {
    asked++;
    if (wayOut != null) {
      Ask out = wayOut;
      wayOut = null;
      return out;
    }
    Ask again = unanswered;
    unanswered = null;
    if (again != null && random.nextInt(3) > 0) {
      // Does a caller know that it may repeat this? Of an append, yes. Else it looks.
      return again instanceof Ask.Append ? again : new Ask.Load(again.thread());
    }
    int index = random.nextInt(threads.size());
    String thread = threads.get(index);
    Knowledge knows = knowledge(thread);
    if (knows.isAbsent && random.nextInt(4) > 0) {
      return index > 0 && random.nextInt(2) == 0 ? forkTo(index) : new Ask.Create(thread);
    }
    int dice = random.nextInt(100);
    if (dice < 34) {
      return change(thread, knows, dice);
    } else if (dice < 50) {
      return read(thread, dice - 34);
    } else if (dice < 78) {
      return archive(thread, knows, dice - 50);
    } else if (dice < 82 && index > 0) {
      return forkTo(index);
    } else if (dice < 84) {
      return new Ask.Create(thread);
    } else if (dice < 86) {
      return new Ask.Delete(thread);
    }
    return new Ask.Append(thread, batch(), expected(knows));
  }

  private Ask change(String thread, Knowledge knows, int dice) {
    if (dice < 20) {
      return new Ask.Append(thread, batch(), expected(knows));
    } else if (dice < 25) {
      String id = knows.ids.isEmpty() ? "n" + random.nextInt(IDS) : pick(knows.ids);
      return new Ask.Truncate(thread, id, expected(knows));
    } else if (dice < 28) {
      List<Note> notes = own(random.nextInt(5) == 0 ? 40 : random.nextInt(6));
      return new Ask.Replace(thread, notes, expected(knows));
    }
    String json = random.nextInt(4) == 0 ? null : "\"" + name + "." + asked + "\"";
    return new Ask.SaveState(thread, json, expected(knows));
  }

  private Ask read(String thread, int dice) {
    if (dice < 8) {
      return new Ask.Load(thread);
    } else if (dice < 11) {
      return new Ask.Tail(thread, 1 + random.nextInt(5));
    } else if (dice < 13) {
      return new Ask.Info(thread);
    }
    return new Ask.LoadState(thread);
  }

  private Ask archive(String thread, Knowledge knows, int dice) {
    if (dice < 13) {
      return new Ask.Flush(thread, random.nextInt(3) == 0);
    } else if (dice < 18) {
      return new Ask.Hydrate(thread, random.nextBoolean());
    } else if (dice < 21) {
      return new Ask.History(thread);
    } else if (dice < 24) {
      return new Ask.Collect(thread, 1 + random.nextInt(3));
    } else if (dice < 25) {
      return new Ask.Verify(thread);
    }
    List<Reply.Entry> snapshots =
        knows.archive.stream().filter(entry -> entry.kind().equals("SNAPSHOT")).toList();
    if (snapshots.isEmpty()) {
      return new Ask.History(thread);
    }
    Reply.Entry chosen = pick(snapshots);
    String revision = chosen.revision() == null ? "" : chosen.revision();
    return new Ask.Restore(thread, chosen.number(), revision, expected(knows));
  }

  private Ask forkTo(int index) {
    String source = threads.get(random.nextInt(index));
    int length = knowledge(source).ids.size();
    long count = random.nextInt(3) == 0 ? random.nextInt(length + 2) : -1;
    return new Ask.Fork(source, threads.get(index), count, random.nextBoolean());
  }

  /** Messages that other clients append too, one after the other; at times with another text. */
  private List<Note> batch() {
    if (random.nextInt(3) == 0) {
      return own(1 + random.nextInt(MOST_APPENDED));
    }
    int first = random.nextInt(IDS);
    int count = 1 + random.nextInt(MOST_APPENDED);
    boolean other = random.nextInt(12) == 0;
    return IntStream.range(first, first + count)
        .mapToObj(i -> other ? new Note("n" + i, name + "." + asked) : Note.of("n" + i))
        .toList();
  }

  private List<Note> own(int count) {
    return Note.range(name + "." + asked + ".", 0, count);
  }

  private String expected(Knowledge knows) {
    return random.nextInt(3) == 0 ? knows.revision : "any";
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private Knowledge knowledge(String thread) {
    return known.computeIfAbsent(thread, name -> new Knowledge());
  }

  /** Learns from a reply. */
  void learn(Ask ask, Reply reply) {
    Knowledge knows = knowledge(ask.thread());
    if (reply instanceof Reply.Refused refused) {
      learnRefusal(ask, refused, knows);
      return;
    }
    knows.isAbsent = reply instanceof Reply.Deleted;
    if (reply instanceof Reply.Changed changed) {
      knows.revision = changed.revision();
    } else if (reply instanceof Reply.Appended appended) {
      knows.revision = appended.revision();
      knows.ids = join(knows.ids, appended.added());
    } else if (reply instanceof Reply.Messages messages) {
      knows.revision = messages.revision();
      knows.ids = Note.ids(messages.messages());
    } else if (reply instanceof Reply.Archived archived) {
      knows.archive = archived.entries();
    } else if (reply instanceof Reply.Unknown) {
      unanswered = ask;
    }
  }

  private void learnRefusal(Ask ask, Reply.Refused refused, Knowledge knows) {
    switch (refused.reason()) {
      case ABSENT -> knows.isAbsent = true;
      case EXISTS -> {
        String there = ask instanceof Ask.Fork fork ? fork.target() : ask.thread();
        knowledge(there).isAbsent = false;
      }
      case CONFLICT -> knows.revision = String.valueOf(refused.found());
      case UNAVAILABLE -> unanswered = ask;
      case INVALID -> knows.archive = List.of();
      case DIVERGED -> {
        boolean keepHot = random.nextBoolean();
        wayOut = new Ask.Resolve(ask.thread(), keepHot, String.valueOf(refused.found()));
      }
    }
  }

  private static List<String> join(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
