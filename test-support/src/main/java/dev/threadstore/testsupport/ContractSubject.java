package dev.threadstore.testsupport;

import dev.threadstore.cold.ColdStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What the parts of {@link ColdStoreContract} ask of it, and what they share. */
interface ContractSubject {
  /** See {@link ColdStoreContract#open}. */
  ColdStore open();

  /** See {@link ColdStoreContract#racers}. */
  int racers();

  /** See {@link ColdStoreContract#races}. */
  int races();

  /** See {@link ColdStoreContract#largeObjectSize}. */
  int largeObjectSize();

  /** See {@link ColdStoreContract#clockTolerance}. */
  Duration clockTolerance();

  /**
   * Opens the store and sees to it that it is closed after the test.
   *
   * @return a handle
   */
  ColdStore newHandle();

  /** Legal keys whose order is easy to get wrong, in the right order. */
  List<String> AWKWARD_KEYS =
      List.of(
          "%2f",
          "-",
          "-/-",
          ".a",
          ".a/.b",
          "0",
          "4",
          "4/a",
          "_",
          "a",
          "a%",
          "a-",
          "a-b",
          "a-b/c",
          "a.b",
          "a/%",
          "a/-",
          "a/.b",
          "a/b",
          "a/b-c",
          "a/b.c",
          "a/b/c",
          "a/b/c/d",
          "a/b0",
          "a/c",
          "a0",
          "a0/b",
          "a_",
          "a_/b",
          "aa",
          "aa/b",
          "ab",
          "z",
          "z/z/z/z/z/z/z/z/z/z");

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Bytes that look like nothing in particular, the same for the same size. */
  static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  /** The pages of a listing, one after the other. */
  static List<String> keysPageByPage(ColdStore store, String prefix, int limit) {
    List<String> keys = new ArrayList<>();
    String after = "";
    while (true) {
      List<String> page = keys(store, prefix, after, limit);
      keys.addAll(page);
      if (page.size() < limit) {
        return keys;
      }
      String last = page.get(page.size() - 1);
      if (last.compareTo(after) <= 0) {
        throw new AssertionError("page does not go on: after=`" + after + "` page=`" + page + "`");
      }
      after = last;
    }
  }

  static List<String> keys(ColdStore store, String prefix, String after, int limit) {
    return store.list(prefix, after, limit).stream().map(object -> object.key()).toList();
  }
}
