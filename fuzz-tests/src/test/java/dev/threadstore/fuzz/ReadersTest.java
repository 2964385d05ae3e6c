package dev.threadstore.fuzz;

import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** H32: whatever bytes a reader meets, it answers or refuses, and neither costs much. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReadersTest {
  private static final long SEED = Long.getLong("threadstore.fuzz.seed", 1);
  private static final int TIMES = Integer.getInteger("threadstore.fuzz.times", 1);

  @ParameterizedTest
  @EnumSource(Reader.class)
  void read_seedsAndEarlierFindings_keepsItsPromise(Reader reader) throws Exception {
    List<byte[]> seeds = reader.target().seeds();
    for (int i = 0; i < seeds.size(); i++) {
      read(reader, seeds.get(i), "seed " + i);
    }
  }

  @ParameterizedTest
  @EnumSource(Reader.class)
  void read_mutatedInput_keepsItsPromise(Reader reader) throws Exception {
    Mutator mutator = new Mutator(reader.target().seeds(), SEED);
    for (long i = 0; i < (long) TIMES * reader.mutations(); i++) {
      read(reader, mutator.next(), "mutation " + i + " of -Dthreadstore.fuzz.seed=" + SEED);
    }
  }

  private static void read(Reader reader, byte[] input, String which) {
    try {
      Bounds.read(reader.target(), input);
    } catch (Throwable e) {
      throw new AssertionError(
          "%s, %s, in base64: %s"
              .formatted(reader, which, Base64.getEncoder().encodeToString(input)),
          e);
    }
  }
}
