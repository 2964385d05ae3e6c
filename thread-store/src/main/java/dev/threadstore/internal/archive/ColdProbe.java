package dev.threadstore.internal.archive;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.CreateOutcome;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.model.FitnessReport.Finding;
import dev.threadstore.model.FitnessReport.Level;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadStoreSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Looks whether a cold store keeps what the protocols rely on: creates that race, listings,
 * deletions, its clock. Writes a few objects below {@code probe/}, and removes them again. For one
 * use.
 */
public final class ColdProbe {
  private static final int RACING_WRITERS = 16;
  private static final int RACES = 4;
  private static final Duration WORST_CLOCK_SKEW = Duration.ofMinutes(5);

  private final ColdCalls calls;
  private final ThreadStoreSettings settings;
  private final List<String> keys;
  private final List<Finding> findings = new ArrayList<>();
  private final String prefix;

  ColdProbe(ColdCalls calls, ThreadStoreSettings settings, String token) {
    this.calls = calls;
    this.settings = settings;
    prefix = "probe/" + token + "/";
    keys = IntStream.range(0, RACES).mapToObj(race -> prefix + race).toList();
  }

  /**
   * Looks.
   *
   * @return what was found; a store that fails is a finding
   */
  public List<Finding> run() {
    Deadline deadline = Deadline.after(settings.transferTimeout());
    try {
      try {
        checkRaces(deadline);
        checkListing(deadline);
      } finally {
        // With time of its own: what has failed for want of time is removed as well.
        calls.delete(keys, Deadline.after(settings.callTimeout()));
      }
      checkDeletion(deadline);
    } catch (StoreUnavailableException e) {
      add(Level.UNFIT, "cold store", "fails: " + e.getMessage());
    }
    return findings;
  }

  private void checkRaces(Deadline deadline) {
    List<String> problems =
        keys.stream().flatMap(key -> problemOfRace(key, deadline).stream()).toList();
    add(
        problems.isEmpty() ? Level.FIT : Level.UNFIT,
        "cold store: create if absent",
        problems.isEmpty() ? "held under " + RACING_WRITERS + " racing writers" : problems.get(0));
  }

  /** Lets writers race for a key; what is wrong if not exactly one wins. */
  private Optional<String> problemOfRace(String key, Deadline deadline) {
    List<byte[]> contents = IntStream.range(0, RACING_WRITERS).mapToObj(ColdProbe::bytes).toList();
    List<CreateOutcome> outcomes;
    try {
      outcomes = calls.race(key, contents, deadline);
    } catch (StoreUnavailableException e) {
      return Optional.of("racing creates failed: " + e.getMessage());
    }
    int winner = outcomes.indexOf(CreateOutcome.CREATED);
    if (winner != outcomes.lastIndexOf(CreateOutcome.CREATED)) {
      return Optional.of(
          "several racing writers created one object: this store overwrites silently");
    }
    Optional<byte[]> kept = calls.read(key, deadline);
    // Without a winner, one has won and was told otherwise when it asked again for a lost answer.
    boolean holds =
        winner >= 0
            ? kept.filter(bytes -> Arrays.equals(bytes, contents.get(winner))).isPresent()
            : kept.stream()
                .anyMatch(bytes -> contents.stream().anyMatch(one -> Arrays.equals(bytes, one)));
    return holds
        ? Optional.empty()
        : Optional.of("the object does not hold what its creator wrote");
  }

  private void checkListing(Deadline deadline) {
    List<ColdObject> listed = calls.list(prefix, "", keys.size() + 1, deadline);
    boolean complete = listed.stream().map(ColdObject::key).toList().equals(keys);
    add(
        complete ? Level.FIT : Level.UNFIT,
        "cold store: listing",
        complete ? "complete and sorted" : "does not show what was just written, in order");
    boolean sane = listed.stream().allMatch(object -> object.age().compareTo(WORST_CLOCK_SKEW) < 0);
    add(
        sane ? Level.FIT : Level.CAUTION,
        "cold store: clock",
        sane ? "new objects are young" : "new objects look old: the store's clock is off");
  }

  private void checkDeletion(Deadline deadline) {
    boolean gone = keys.stream().allMatch(key -> calls.read(key, deadline).isEmpty());
    add(
        gone ? Level.FIT : Level.UNFIT,
        "cold store: delete",
        gone ? "deleted objects are gone" : "a deleted object can still be read");
  }

  private void add(Level level, String subject, String detail) {
    findings.add(new Finding(level, subject, detail));
  }

  private static byte[] bytes(int writer) {
    return ("writer " + writer).getBytes(StandardCharsets.US_ASCII);
  }
}
