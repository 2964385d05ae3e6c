package dev.threadstore.benchmarks;

import dev.threadstore.ThreadStore;
import dev.threadstore.model.JacksonMessageCodec;
import dev.threadstore.model.MessageCodec;
import dev.threadstore.model.TieredThreadManager;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * A message in the shape of real agent conversations: about 600 bytes of JSON, a UUID as its id,
 * and text that compresses like text.
 *
 * @param id the message's id
 * @param role who said it
 * @param content what was said
 * @param at when, in milliseconds since 1970
 */
public record Turn(String id, String role, String content, long at) {
  static final MessageCodec<Turn> CODEC = JacksonMessageCodec.of(Turn.class, Turn::id);

  private static final List<String> ROLES = List.of("user", "assistant", "tool");
  private static final int BATCH = 500;
  private static final int VOCABULARY = 4000;
  private static final int WORDS = 72;
  private static final List<String> LEXICON = lexicon();

  /** Turns {@code from} up to but not including {@code to} of one conversation. */
  static List<Turn> range(int from, int to) {
    return IntStream.range(from, to).mapToObj(Turn::of).toList();
  }

  /** Makes a thread of so many turns. */
  static TieredThreadManager<Turn> fill(ThreadStore<Turn> store, int length) {
    TieredThreadManager<Turn> thread = store.thread(UUID.randomUUID().toString());
    thread.create();
    append(thread, 0, length);
    return thread;
  }

  /** Appends turns {@code from} up to but not including {@code to}. */
  static void append(TieredThreadManager<Turn> thread, int from, int to) {
    for (int begin = from; begin < to; begin += BATCH) {
      thread.append(range(begin, Math.min(to, begin + BATCH)));
    }
  }

  private static Turn of(int number) {
    Random random = new Random(number);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < WORDS; i++) {
      // Squared, so that some words are frequent, as in any language.
      double rank = random.nextDouble();
      text.append(LEXICON.get((int) (rank * rank * VOCABULARY))).append(' ');
    }
    UUID id = new UUID(random.nextLong(), random.nextLong());
    return new Turn(
        id.toString(),
        ROLES.get(number % ROLES.size()),
        text.toString(),
        1_767_000_000_000L + number);
  }

  private static List<String> lexicon() {
    Random random = new Random(7);
    return IntStream.range(0, VOCABULARY)
        .mapToObj(
            i -> {
              StringBuilder word = new StringBuilder();
              for (int letters = 2 + random.nextInt(10); letters > 0; letters--) {
                word.append((char) ('a' + random.nextInt(26)));
              }
              return word.toString();
            })
        .toList();
  }
}
