package dev.threadstore.it.regions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.model.Revision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every version that was acknowledged. It is owed until a later change was made to that very copy,
 * or until a caller has said that it may go; the reason is written down.
 */
final class Ledger {
  /** Equal revisions are of equal content, for ever, wherever they are met. */
  private final Map<Revision, Version> acknowledged = new HashMap<>();

  private final Set<Revision> owed = new LinkedHashSet<>();
  private final List<String> givenUp = new ArrayList<>();

  /** A change was acknowledged; its revision must be one that nobody has ever seen. */
  void acknowledge(Version version) {
    assertThat(acknowledged).as("revision returned").doesNotContainKey(version.revision());
    acknowledged.put(version.revision(), version);
    owed.add(version.revision());
  }

  /** The change was made to this one. */
  void follow(Version version) {
    owed.remove(version.revision());
  }

  void giveUp(Version version, String reason) {
    if (owed.remove(version.revision())) {
      givenUp.add(version.revision() + ": " + reason);
    }
  }

  /** Somebody was shown a version. */
  void compare(Version shown) {
    assertThat(shown).isEqualTo(acknowledged.get(shown.revision()));
  }

  /** All that is owed must be among what readers can still reach. */
  void assertAllIn(Collection<Revision> reachable) {
    assertThat(reachable).as("what is owed; given up were %s", givenUp).containsAll(owed);
  }
}
