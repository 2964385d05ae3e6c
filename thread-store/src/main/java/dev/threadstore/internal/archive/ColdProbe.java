package dev.threadstore.internal.archive;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.CreateOutcome;
import dev.threadstore.internal.base.Deadline;
import dev.threadstore.model.FitnessReport.Finding;
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
      findings.add(
          Finding.unfit(
              "cold store",
              "fails: " + e.getMessage(),
              "nothing can be archived, and nothing archived can be read",
              "see that it can be reached, and what its user may do"));
    }
    return findings;
  }

  private void checkRaces(Deadline deadline) {
    List<String> problems =
        keys.stream().flatMap(key -> problemOfRace(key, deadline).stream()).toList();
    findings.add(
        problems.isEmpty()
            ? Finding.fit(
                "cold store: create if absent", "held under " + RACING_WRITERS + " racing writers")
            : Finding.unfit(
                "cold store: create if absent",
                problems.get(0),
                "G5: one process can overwrite what another has archived",
                "use a store that keeps conditional creates (docs/s3.md, What the store must be able"
                    + " to do), or mend its permissions"));
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
    findings.add(
        complete
            ? Finding.fit("cold store: listing", "complete and sorted")
            : Finding.unfit(
                "cold store: listing",
                "does not show what was just written, in order",
                "G1, G10: the newest snapshot, or a tombstone, is overlooked",
                "use a store whose listings do not lag"));
    boolean sane = listed.stream().allMatch(object -> object.age().compareTo(WORST_CLOCK_SKEW) < 0);
    findings.add(
        sane
            ? Finding.fit("cold store: clock", "new objects are young")
            : Finding.caution(
                "cold store: clock",
                "new objects look old: the store's clock is off",
                "G1: collection may take what a flush under way needs",
                "mend the store's clock before anybody collects"));
  }

  private void checkDeletion(Deadline deadline) {
    boolean gone = keys.stream().allMatch(key -> calls.read(key, deadline).isEmpty());
    findings.add(
        gone
            ? Finding.fit("cold store: delete", "deleted objects are gone")
            : Finding.unfit(
                "cold store: delete",
                "a deleted object can still be read",
                "G10: what is deleted or purged stays",
                "use a store that deletes"));
  }

  private static byte[] bytes(int writer) {
    return ("writer " + writer).getBytes(StandardCharsets.US_ASCII);
  }
}
