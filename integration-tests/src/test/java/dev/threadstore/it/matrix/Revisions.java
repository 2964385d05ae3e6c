package dev.threadstore.it.matrix;

import dev.threadstore.it.matrix.World.Content;
import dev.threadstore.model.Revision;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which revision belongs to which history, as far as callers were told. Equal histories have equal
 * revisions, and others have others.
 */
record Revisions(Map<String, Revision> ofHistories) {
  static final Revisions NONE = new Revisions(Map.of());

  /** With one more; empty if that contradicts the others. */
  Optional<Revisions> with(@Nullable Content content, @Nullable Revision revision) {
    if (revision == null) {
      return Optional.of(this);
    }
    if (content == null) {
      return Optional.empty();
    }
    Revision before = ofHistories.get(content.history());
    if (before != null || ofHistories.containsValue(revision)) {
      return revision.equals(before) ? Optional.of(this) : Optional.empty();
    }
    Map<String, Revision> more = new HashMap<>(ofHistories);
    more.put(content.history(), revision);
    return Optional.of(new Revisions(more));
  }
}
