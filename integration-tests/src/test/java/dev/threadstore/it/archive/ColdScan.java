package dev.threadstore.it.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.ZstdInputStream;
import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.ColdStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * All that a cold store holds, read without any code of the library. Every reference must lead to
 * the object that was meant. Threads go by the stem of their keys.
 */
final class ColdScan {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long TOP = 1_000_000_000_000_000_000L;
  private static final int SKIPPABLE_FRAME_PREFIX = 8;

  /** The entries of each thread, the newest first. */
  private final Map<String, List<Entry>> entries = new TreeMap<>();

  private final Map<String, byte[]> segments = new TreeMap<>();
  private final Map<String, Pin> pins = new TreeMap<>();

  /** What is parsed once is known: objects are immutable, and known here by their bytes. */
  static final class Memory {
    private final Map<String, List<JsonNode>> lines = new HashMap<>();
  }

  /**
   * A snapshot or a tombstone.
   *
   * @param stamp of the version that it holds; of a tombstone empty
   * @param messages their ids
   */
  record Entry(
      String key,
      long number,
      boolean tombstone,
      String stamp,
      List<String> messages,
      Set<String> segments,
      Set<String> pins) {}

  /** A pin on a lender, for a snapshot of its holder. */
  record Pin(String lender, String holder, long number) {}

  ColdScan(ColdStore store, Memory memory) {
    List<String> snapshots = new ArrayList<>();
    for (String key : keys(store)) {
      byte[] bytes = store.read(key).orElseThrow();
      String[] words = key.split("/", -1);
      switch (words[3]) {
        case "snapshots" -> snapshots.add(key);
        case "segments" -> segments.put(key, bytes);
        case "pins" -> pins.put(key, pin(stem(key), parse(bytes, memory).get(0)));
        default -> throw new AssertionError("foreign object: " + key);
      }
    }
    for (String key : snapshots) {
      Entry entry = entry(key, parse(store.read(key).orElseThrow(), memory), memory);
      entries.computeIfAbsent(stem(key), unused -> new ArrayList<>()).add(entry);
    }
  }

  /** A thread's entries, the newest first. */
  List<Entry> entries(String stem) {
    return entries.getOrDefault(stem, List.of());
  }

  /** The keys of all segments and pins. */
  Set<String> bulk() {
    Set<String> bulk = new TreeSet<>(segments.keySet());
    bulk.addAll(pins.keySet());
    return bulk;
  }

  boolean holdsTheSameAs(ColdScan other) {
    return bulk().equals(other.bulk()) && entries.equals(other.entries);
  }

  /** What all keys of a thread begin with. */
  static String stem(String key) {
    return key.substring(0, key.lastIndexOf('/', key.lastIndexOf('/') - 1));
  }

  /**
   * What may not stay, once everything is old, no operation is under way and every thread was
   * collected but for its newest snapshot.
   */
  Set<String> garbage() {
    Set<String> garbage = new HashSet<>();
    entries.values().forEach(all -> all.stream().skip(1).map(Entry::key).forEach(garbage::add));
    Map<String, Pin> needed = neededPins();
    pins.keySet().stream().filter(pin -> !needed.containsKey(pin)).forEach(garbage::add);
    for (String segment : segments.keySet()) {
      String stem = stem(segment);
      boolean referred =
          entries(stem).stream().limit(1).anyMatch(entry -> entry.segments().contains(segment));
      if (!referred && !isPinned(stem, needed)) {
        garbage.add(segment);
      }
    }
    return garbage;
  }

  /** Those that a snapshot of their holder names, or whose holder is pinned by such a one. */
  private Map<String, Pin> neededPins() {
    Map<String, Pin> needed = new HashMap<>();
    int before;
    do {
      before = needed.size();
      pins.forEach(
          (key, pin) -> {
            if (isNamed(key, pin) || isPinned(pin.holder(), needed)) {
              needed.put(key, pin);
            }
          });
    } while (needed.size() > before);
    return needed;
  }

  private boolean isNamed(String key, Pin pin) {
    return entries(pin.holder()).stream().anyMatch(entry -> entry.pins().contains(key));
  }

  private static boolean isPinned(String stem, Map<String, Pin> needed) {
    return needed.values().stream().anyMatch(pin -> pin.lender().equals(stem));
  }

  private Entry entry(String key, List<JsonNode> lines, Memory memory) {
    JsonNode header = lines.get(0);
    long number = header.get("number").longValue();
    require(TOP - number == Long.parseLong(key.substring(key.lastIndexOf('/') + 1)), key, "number");
    if (header.get("kind").stringValue().equals("tombstone")) {
      return new Entry(key, number, true, "", List.of(), Set.of(), Set.of());
    }
    List<String> messages = new ArrayList<>();
    Set<String> referred = new HashSet<>();
    for (JsonNode ref : header.get("segments")) {
      String segment = ref.get("key").stringValue();
      byte[] bytes = segments.get(segment);
      require(bytes != null, key, "segment is missing: " + segment);
      require(sha256(bytes).equals(ref.get("sha256").stringValue()), key, "checksum: " + segment);
      List<JsonNode> content = parse(bytes, memory);
      long first = ref.get("first").longValue();
      require(first == messages.size(), key, "gap before " + segment);
      require(first == content.get(0).get("first").longValue(), key, "first of " + segment);
      int used = (int) (ref.get("last").longValue() - first + 1);
      content.subList(1, used + 1).forEach(message -> messages.add(id(message)));
      referred.add(segment);
    }
    int inline = header.get("inline").get("count").intValue();
    lines.subList(lines.size() - inline, lines.size()).forEach(line -> messages.add(id(line)));
    Set<String> named = new HashSet<>();
    header.get("pins").forEach(pin -> named.add(pin.stringValue()));
    require(messages.size() == header.get("length").longValue(), key, "length");
    return new Entry(
        key, number, false, header.get("stamp").stringValue(), messages, referred, named);
  }

  private static Pin pin(String lender, JsonNode line) {
    String holder =
        "threads/" + line.get("namespace").stringValue() + "/" + line.get("thread").stringValue();
    return new Pin(lender, holder, line.get("number").longValue());
  }

  private static String id(JsonNode message) {
    return message.get("id").stringValue();
  }

  private static List<String> keys(ColdStore store) {
    List<String> keys = new ArrayList<>();
    List<ColdObject> page;
    do {
      String after = keys.isEmpty() ? "" : keys.get(keys.size() - 1);
      page = store.list("", after, 1000);
      page.forEach(object -> keys.add(object.key()));
    } while (page.size() == 1000);
    return keys;
  }

  /** The lines of JSON behind the first frame, which is no content. */
  private static List<JsonNode> parse(byte[] object, Memory memory) {
    return memory.lines.computeIfAbsent(
        sha256(object),
        unused -> {
          int begin =
              SKIPPABLE_FRAME_PREFIX
                  + ByteBuffer.wrap(object).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
          try (ZstdInputStream content =
              new ZstdInputStream(new ByteArrayInputStream(object, begin, object.length - begin))) {
            return new String(content.readAllBytes(), UTF_8).lines().map(JSON::readTree).toList();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void require(boolean condition, String key, String problem) {
    if (!condition) {
      throw new AssertionError("`" + key + "`: " + problem);
    }
  }
}
