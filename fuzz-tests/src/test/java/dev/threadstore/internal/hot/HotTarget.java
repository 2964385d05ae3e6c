package dev.threadstore.internal.hot;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.threadstore.fuzz.Target;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.Failpoints;
import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.PayloadFormat;
import dev.threadstore.model.Revision;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreException;
import dev.threadstore.model.ThreadStoreSettings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Replies as the scripts give them, of a hot copy in which somebody else has written. The first
 * byte of an input names the reply; what follows puts other values into it: an index, a length of
 * two bytes, the value, and so on. An operation answers, says what is damaged, or that the thread
 * is not live.
 */
public final class HotTarget implements Target {
  private static final ThreadRef REF = new ThreadRef("default", "user-42");
  private static final String STAMP = "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12";

  private static final List<MessageRecord> MESSAGES =
      List.of(
          new MessageRecord("m-1", "{}".getBytes(UTF_8), PayloadFormat.JSON),
          new MessageRecord(
              "message-2", "{\"id\":\"message-2\"}".getBytes(UTF_8), PayloadFormat.JSON),
          new MessageRecord("m-3", new byte[] {0, -1}, PayloadFormat.BYTES));

  /** Of a reply with messages, how many values come before them. */
  private static final int READ_FIELDS = 5;

  /** The replies, each as the values that stand in it one after the other. */
  private enum Kind {
    HEAD,
    READ,
    FLUSH,
    CLEAN,
    GATE,
    BUSY,
    APPEND;

    static final Kind[] ALL = values();
  }

  private final FixedReply port = new FixedReply();
  private final HotTier tier =
      new HotTier(port, Expiry.WHEN_ARCHIVED, ThreadStoreSettings.defaults(), Failpoints.NONE);

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (int kind = 0; kind < Kind.ALL.length; kind++) {
      List<byte[]> values = values(Kind.ALL[kind]);
      seeds.add(new byte[] {(byte) kind});
      for (int i = 0; i < values.size(); i++) {
        seeds.add(input(kind, i, values.get(i)));
        for (String wrong : List.of("", "-1", "x", "0", " ", ":", "9223372036854775808", "a b c")) {
          seeds.add(input(kind, i, wrong.getBytes(UTF_8)));
        }
      }
    }
    return seeds;
  }

  private static byte[] input(int kind, int index, byte[] value) {
    return ByteBuffer.allocate(4 + value.length)
        .put((byte) kind)
        .put((byte) index)
        .putShort((short) value.length)
        .put(value)
        .array();
  }

  @Override
  public void read(byte[] input) {
    if (input.length == 0) {
      return;
    }
    ByteBuffer rest = ByteBuffer.wrap(input);
    Kind kind = Kind.ALL[Math.floorMod(rest.get(), Kind.ALL.length)];
    List<byte[]> values = new ArrayList<>(values(kind));
    while (rest.remaining() >= 3) {
      int index = Math.floorMod(rest.get(), values.size());
      byte[] value = new byte[Math.min(Short.toUnsignedInt(rest.getShort()), rest.remaining())];
      rest.get(value);
      values.set(index, value);
    }
    answer(kind, values);
    try {
      operate(kind, Deadline.after(Duration.ofSeconds(5)));
    } catch (StoreUnavailableException e) {
      // Messages that the head promises and nobody finds: it is looked again, for Redis may have
      // gone back in between. A real script would have called that damage.
      if (kind != Kind.READ) {
        throw new AssertionError("damage is taken for something else", e);
      }
    } catch (InvalidInputException e) {
      throw new AssertionError("damage is taken for something else", e);
    } catch (NotLiveException.Busy e) {
      use(e.phase());
    } catch (ThreadStoreException | NotLiveException e) {
      // Said.
    }
  }

  /** There are no more messages than those, whatever the head says. */
  private void answer(Kind kind, List<byte[]> values) {
    List<Object> reply = reply(kind, values);
    if (kind == Kind.READ) {
      List<Object> end = reply(kind, values.subList(0, READ_FIELDS));
      port.answer(List.of(reply, reply, end));
    } else {
      port.answer(List.of(reply));
    }
  }

  private void operate(Kind kind, Deadline deadline) {
    HotThread thread = tier.thread(REF);
    switch (kind) {
      case HEAD, BUSY -> thread.headWithState(deadline).image();
      case READ -> {
        thread.read(Selection.from(0), 10, deadline);
        thread.readToEnd(Selection.from(0), deadline);
      }
      case FLUSH, CLEAN -> {
        if (tier.flush(REF).begin(Duration.ZERO, deadline) instanceof HotFlush.Begin.Begun begun) {
          begun.head().knows(STAMP);
        }
      }
      case GATE -> tier.transfer(REF).gate("candidate", deadline);
      case APPEND ->
          thread.append(MESSAGES, Revision.ANY, new Change(REF, "append", "nonce"), deadline);
    }
  }

  private static void use(Phase phase) {
    if (phase.token().isEmpty()) {
      throw new AssertionError("no token: " + phase);
    }
    if (!phase.isDeletion() && phase.number() < 0) {
      throw new AssertionError("no number: " + phase);
    }
  }

  private static List<byte[]> values(Kind kind) {
    return switch (kind) {
      case HEAD -> new ArrayList<>(head().values());
      case FLUSH -> {
        List<byte[]> values = new ArrayList<>(head().values());
        MESSAGES.forEach(message -> values.add(MessageFraming.frame(message)));
        yield values;
      }
      case READ -> {
        List<byte[]> values = new ArrayList<>(texts("4", STAMP, STAMP, "3", "0"));
        MESSAGES.forEach(message -> values.add(MessageFraming.frame(message)));
        yield values;
      }
      case CLEAN -> texts("4", STAMP, "3", "2", segments());
      case GATE -> texts("4", STAMP, "3", "2");
      case BUSY -> texts("forking:70ce:7", "1000", "4", STAMP, "8");
      case APPEND -> texts("4", STAMP, "3");
    };
  }

  /** The reply that holds these values. */
  private static List<Object> reply(Kind kind, List<byte[]> values) {
    List<Object> reply = new ArrayList<>();
    switch (kind) {
      case HEAD, FLUSH -> {
        List<Object> fields = new ArrayList<>();
        int value = 0;
        for (String name : head().keySet()) {
          fields.add(name.getBytes(UTF_8));
          fields.add(values.get(value++));
        }
        reply.add("ok".getBytes(UTF_8));
        reply.add(fields);
        reply.add(List.copyOf(values.subList(value, values.size())));
      }
      case READ -> {
        reply.add("ok".getBytes(UTF_8));
        reply.addAll(values.subList(0, READ_FIELDS));
        reply.add(List.copyOf(values.subList(READ_FIELDS, values.size())));
      }
      default -> {
        reply.add(status(kind).getBytes(UTF_8));
        reply.addAll(values);
        if (kind == Kind.APPEND) {
          reply.add("a1k1c1".getBytes(UTF_8)); // made by the script of nothing that is stored
        }
      }
    }
    return reply;
  }

  private static String status(Kind kind) {
    return switch (kind) {
      case CLEAN -> "clean";
      case GATE -> "live";
      case BUSY -> "busy";
      default -> "ok";
    };
  }

  private static Map<String, byte[]> head() {
    Map<String, byte[]> head = new LinkedHashMap<>();
    List.of("ver=4", "stamp=" + STAMP, "epoch=" + STAMP, "len=3", "base=2", "basestamp=" + STAMP)
        .forEach(field -> put(head, field));
    List.of("arch=" + STAMP, "created=1767000000000", "changed=1767225599123")
        .forEach(field -> put(head, field));
    List.of("lineage=default template%2f1 12 " + STAMP + " 2", "flushing=" + STAMP + ":3 aa:1")
        .forEach(field -> put(head, field));
    List.of("ring=aa 1 4 " + STAMP + " 3", "state={\"a\":1}", "segs=" + segments(), "cover=2")
        .forEach(field -> put(head, field));
    put(head, "borrow=default template%2f1 12 " + STAMP);
    return head;
  }

  private static void put(Map<String, byte[]> head, String field) {
    int equals = field.indexOf('=');
    head.put(field.substring(0, equals), field.substring(equals + 1).getBytes(UTF_8));
  }

  private static String segments() {
    return "1 " + "0".repeat(64) + " threads/a/b/segments/1-0-1-aa\npin threads/a/b/pins/aa";
  }

  private static List<byte[]> texts(String... texts) {
    List<byte[]> bytes = new ArrayList<>();
    for (String text : texts) {
      bytes.add(text.getBytes(UTF_8));
    }
    return bytes;
  }
}
