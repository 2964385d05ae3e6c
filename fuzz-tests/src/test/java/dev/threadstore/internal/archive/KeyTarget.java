package dev.threadstore.internal.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.threadstore.fuzz.Target;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.internal.base.Failpoints;
import dev.threadstore.internal.base.Nonces;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.NameEncoding;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.testsupport.InMemoryColdStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Texts that come back from users, listings and Redis: what is understood is the canonical form.
 */
public final class KeyTarget implements Target {
  private static final ColdKeys KEYS = new ColdKeys(Golden.REF);

  private final Archive archive;

  public KeyTarget() {
    InMemoryColdStore store = new InMemoryColdStore();
    store.create(KEYS.entry(1), new byte[1]);
    archive = new Archive(store, ThreadStoreSettings.defaults(), Nonces.random(), Failpoints.NONE);
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (String text :
        List.of(
            "user-42",
            "%41b%2fc%c3%a9%f0%9f%94%91",
            "12-0123456789abcdef0123456789abcdef01234567",
            "any",
            "999999999999999993",
            "000000000000000000",
            "000000000000000001",
            "7-80-199-0123456789abcdef",
            "7-080-0199-0123456789abcdef",
            "user-42/snapshots/999999999999999999",
            "user-420")) {
      seeds.add(text.getBytes(UTF_8));
    }
    return seeds;
  }

  @Override
  public void read(byte[] input) {
    for (String text : List.of(new String(input, UTF_8), new String(input, ISO_8859_1))) {
      name(text);
      revision(text);
      entry(KEYS.entries() + text);
      segment(KEYS.segments() + text);
      entry(text);
      segment(text);
    }
    archive.threads(
        Golden.REF.namespace(),
        new String(input, ISO_8859_1),
        10,
        Deadline.after(Duration.ofMinutes(1)));
  }

  private static void name(String text) {
    try {
      requireSame(text, NameEncoding.encode("id", NameEncoding.decode(text)));
    } catch (InvalidInputException e) {
      // It is no name.
    }
  }

  private static void revision(String text) {
    try {
      Revision revision = Revision.parse(text);
      requireSame(text, revision.toString());
    } catch (InvalidInputException e) {
      // It is no revision.
    }
  }

  private static void entry(String key) {
    KEYS.number(key).ifPresent(number -> requireSame(key, KEYS.entry(number)));
  }

  private static void segment(String key) {
    KEYS.segmentName(key)
        .ifPresent(
            name -> {
              String random = key.substring(key.lastIndexOf('-') + 1);
              requireSame(key, KEYS.segment(name.number(), name.first(), name.last(), random));
            });
  }

  private static void requireSame(String text, String again) {
    if (!again.equals(text)) {
      throw new AssertionError("`" + text + "` is understood, though it is `" + again + "`");
    }
  }
}
