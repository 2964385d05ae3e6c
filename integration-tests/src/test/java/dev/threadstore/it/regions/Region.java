package dev.threadstore.it.regions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.threadstore.ThreadStore;
import dev.threadstore.it.Note;
import dev.threadstore.it.regions.Entries.Entry;
import dev.threadstore.model.AfterFlush;
import dev.threadstore.model.AppendResult;
import dev.threadstore.model.ArchiveConflictException;
import dev.threadstore.model.DeleteResult;
import dev.threadstore.model.FlushResult;
import dev.threadstore.model.ForkPoint;
import dev.threadstore.model.ForkState;
import dev.threadstore.model.Freshness;
import dev.threadstore.model.HydrateResult;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.Resolution;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadContent;
import dev.threadstore.model.ThreadDeletedException;
import dev.threadstore.model.ThreadExistsException;
import dev.threadstore.model.ThreadInfo;
import dev.threadstore.model.ThreadNotFoundException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.Tier;
import dev.threadstore.model.TieredThreadManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/**
 * What clients of one region do, each call beside what the model says must come of it. Nobody else
 * is under way meanwhile, so every outcome is certain.
 */
final class Region {
  private final String name;
  private final ThreadStore<Note> store;
  private final Function<ThreadRef, Entries> archive;
  private final Ledger ledger;
  private final Map<ThreadRef, Copy> copies = new HashMap<>();

  Region(
      String name, ThreadStore<Note> store, Function<ThreadRef, Entries> archive, Ledger ledger) {
    this.name = name;
    this.store = store;
    this.archive = archive;
    this.ledger = ledger;
  }

  @Override
  public String toString() {
    return name;
  }

  /** What is hot here; null: nothing. */
  @Nullable Copy copy(ThreadRef ref) {
    return copies.get(ref);
  }

  Map<ThreadRef, Copy> copies() {
    return Map.copyOf(copies);
  }

  /** This region's Redis was started from a backup. */
  void goOnFrom(Map<ThreadRef, Copy> backup) {
    copies.values().stream()
        .filter(copy -> !copy.clean())
        .filter(copy -> !backup.containsValue(copy))
        .forEach(copy -> ledger.giveUp(copy.version(), "went with the Redis of " + name));
    copies.clear();
    copies.putAll(backup);
  }

  /** What a client here would get, or would be told that there is none of. */
  Optional<Version> visible(ThreadRef ref) {
    Copy copy = copies.get(ref);
    return copy == null ? archive.apply(ref).live() : Optional.of(copy.version());
  }

  void create(ThreadRef ref) {
    if (visible(ref).isPresent()) {
      assertThatThrownBy(() -> thread(ref).create()).isInstanceOf(ThreadExistsException.class);
      return;
    }
    Revision revision = thread(ref).create().revision();
    begin(ref, new Version(revision, List.of(), null));
  }

  void append(ThreadRef ref, List<Note> batch) {
    Copy copy = arrive(ref);
    if (copy == null) {
      assertAbsent(() -> thread(ref).append(batch));
      return;
    }
    AppendResult result = thread(ref).append(batch);
    List<String> before = copy.version().messages();
    List<String> added = Note.ids(batch).stream().filter(id -> !before.contains(id)).toList();
    assertThat(result.added()).isEqualTo(added);
    assertThat(result.conflicting()).isEmpty();
    if (added.isEmpty()) {
      assertThat(result.revision()).isEqualTo(copy.version().revision());
    } else {
      change(ref, result.revision(), Version.plus(before, added), copy.version().state());
    }
  }

  void truncate(ThreadRef ref, String from) {
    Copy copy = arrive(ref);
    if (copy == null) {
      assertAbsent(() -> thread(ref).truncateFrom(from, Revision.ANY));
      return;
    }
    Revision revision = thread(ref).truncateFrom(from, Revision.ANY).revision();
    int at = copy.version().messages().indexOf(from);
    if (at < 0) {
      assertThat(revision).isEqualTo(copy.version().revision());
    } else {
      change(ref, revision, copy.version().messages().subList(0, at), copy.version().state());
    }
  }

  void replace(ThreadRef ref, List<Note> messages) {
    Copy copy = arrive(ref);
    if (copy == null) {
      assertAbsent(() -> thread(ref).replaceAll(messages, Revision.ANY));
      return;
    }
    Revision revision = thread(ref).replaceAll(messages, copy.version().revision()).revision();
    change(ref, revision, Note.ids(messages), copy.version().state());
  }

  void saveState(ThreadRef ref, String state) {
    Copy copy = arrive(ref);
    if (copy == null) {
      assertAbsent(() -> thread(ref).state().saveJson(state, Revision.ANY));
      return;
    }
    Revision revision = thread(ref).state().saveJson(state, Revision.ANY).revision();
    change(ref, revision, copy.version().messages(), state);
  }

  void load(ThreadRef ref) {
    if (arrive(ref) == null) {
      assertAbsent(() -> thread(ref).load());
    } else {
      assertHolds(ref);
    }
  }

  void hydrate(ThreadRef ref, Freshness freshness) {
    Copy copy = copies.get(ref);
    long newest = archive.apply(ref).newest();
    HydrateResult.Outcome expected = HydrateResult.Outcome.ALREADY_HOT;
    if (copy == null) {
      expected = HydrateResult.Outcome.HYDRATED;
    } else if (freshness == Freshness.CHECK && newest > copy.base()) {
      if (copy.clean()) {
        // Stale, and without changes of its own: whatever the archive says now holds.
        copies.remove(ref);
        expected = HydrateResult.Outcome.REFRESHED;
      } else if (!nextIsOurs(ref, copy)) {
        assertConflict(ref, copy, () -> thread(ref).hydrate(freshness));
        return;
      }
    }
    if (arrive(ref) == null) {
      assertAbsent(() -> thread(ref).hydrate(freshness));
    } else {
      assertThat(thread(ref).hydrate(freshness).outcome()).isEqualTo(expected);
    }
  }

  private boolean nextIsOurs(ThreadRef ref, Copy copy) {
    return archive.apply(ref).newest() == copy.base() + 1
        && archive.apply(ref).live().filter(next -> copy.knows(next.revision())).isPresent();
  }

  void flush(ThreadRef ref, AfterFlush after) {
    expectFlush(ref, after, () -> thread(ref).flush(after));
  }

  /** Whether a flush would write the next entry if nobody else did. */
  boolean wouldArchive(ThreadRef ref) {
    Copy copy = copies.get(ref);
    return copy != null && !copy.clean() && copy.base() == archive.apply(ref).newest();
  }

  /** A flush has noted in Redis that it is under way. */
  void flushBegun(ThreadRef ref) {
    copies.computeIfPresent(ref, (same, copy) -> copy.flushBegun());
  }

  void expectFlush(ThreadRef ref, AfterFlush after, Supplier<FlushResult> call) {
    Copy copy = copies.get(ref);
    if (copy == null) {
      assertThat(call.get().outcome()).isEqualTo(FlushResult.Outcome.NOT_HOT);
      return;
    }
    Entries entries = archive.apply(ref);
    FlushResult.Outcome expected = FlushResult.Outcome.ALREADY_ARCHIVED;
    if (!copy.clean()) {
      expected = FlushResult.Outcome.ARCHIVED;
      copy = copy.flushBegun();
      copies.put(ref, copy);
      if (nextIsOurs(ref, copy)) {
        copy = copy.flushed(entries.newest(), entries.live().orElseThrow().revision());
      }
      if (!copy.clean() && copy.base() != entries.newest()) {
        refuseFlush(ref, copy, call);
        return;
      }
      if (!copy.clean()) {
        long number = entries.add(copy.base(), copy.version());
        copy = copy.flushed(number, copy.version().revision());
      }
    }
    FlushResult result = call.get();
    assertThat(result.outcome()).isEqualTo(expected);
    assertThat(result.snapshot()).isEqualTo(copy.base());
    if (after == AfterFlush.RELEASE) {
      copies.remove(ref);
    } else {
      copies.put(ref, copy);
    }
  }

  private void refuseFlush(ThreadRef ref, Copy copy, Supplier<FlushResult> call) {
    Optional<Entry> rival = archive.apply(ref).at(copy.base() + 1);
    if (archive.apply(ref).newest() == copy.base() + 1
        && rival.orElseThrow().buries(copy.version().revision())) {
      assertThatThrownBy(call::get).isInstanceOf(ThreadDeletedException.class);
      copies.remove(ref);
    } else {
      assertConflict(ref, copy, call::get);
    }
  }

  private void assertConflict(ThreadRef ref, Copy copy, ThrowingCallable call) {
    ArchiveConflictException conflict = catchThrowableOfType(ArchiveConflictException.class, call);
    assertThat(conflict).as("conflict").isNotNull();
    assertThat(conflict.revision()).isEqualTo(copy.version().revision());
    assertThat(conflict.builtOn()).isEqualTo(copy.base());
    assertThat(conflict.newest()).isEqualTo(archive.apply(ref).newest());
  }

  /** Whether there are changes here that the archive has gone on without. */
  boolean isInConflict(ThreadRef ref) {
    Copy copy = copies.get(ref);
    return copy != null
        && !copy.clean()
        && archive.apply(ref).newest() > copy.base()
        && !nextIsOurs(ref, copy);
  }

  void keepHot(ThreadRef ref) {
    Version version = conflicting(ref);
    assertThat(thread(ref).resolve(Resolution.keepHot(), version.revision()))
        .isEqualTo(version.revision());
    long number = archive.apply(ref).add(archive.apply(ref).newest(), version);
    copies.put(ref, Copy.archived(version, number));
  }

  void keepCold(ThreadRef ref) {
    Version version = conflicting(ref);
    ledger.giveUp(version, "keepCold in " + name);
    expectTheArchives(ref, Resolution.keepCold());
  }

  void forkHotTo(ThreadRef ref, ThreadRef target) {
    Version version = conflicting(ref);
    expectTheArchives(ref, Resolution.forkHotTo(target));
    Revision revision = thread(target).info().revision();
    begin(target, new Version(revision, version.messages(), version.state()));
    ledger.follow(version);
  }

  /** What the archive has takes the place of the hot copy; also if that is a deletion. */
  private void expectTheArchives(ThreadRef ref, Resolution resolution) {
    Revision conflicting = conflicting(ref).revision();
    copies.remove(ref);
    Copy kept = arrive(ref);
    if (kept == null) {
      assertThatThrownBy(() -> thread(ref).resolve(resolution, conflicting))
          .isInstanceOf(ThreadDeletedException.class);
    } else {
      assertThat(thread(ref).resolve(resolution, conflicting)).isEqualTo(kept.version().revision());
    }
  }

  private Version conflicting(ThreadRef ref) {
    assertThat(isInConflict(ref)).isTrue();
    return copies.get(ref).version();
  }

  void fork(ThreadRef source, int count, ForkState state, ThreadRef target) {
    Optional<Version> found = visible(source);
    if (found.isEmpty()) {
      return;
    }
    if (visible(target).isPresent()) {
      assertThatThrownBy(() -> thread(source).fork(target, ForkPoint.first(count), state))
          .isInstanceOf(ThreadExistsException.class);
      return;
    }
    thread(source).fork(target, ForkPoint.first(count), state);
    Version version =
        new Version(
            thread(target).info().revision(),
            found.get().messages().subList(0, count),
            state == ForkState.CURRENT ? found.get().state() : null);
    if (copies.containsKey(source)) {
      begin(target, version);
    } else {
      ledger.acknowledge(version);
      archive.apply(target).add(archive.apply(target).newest(), version);
    }
  }

  void delete(ThreadRef ref) {
    Copy copy = copies.remove(ref);
    Entries entries = archive.apply(ref);
    DeleteResult result = thread(ref).delete();
    assertThat(result.existed()).isEqualTo(copy != null || entries.live().isPresent());
    if (copy != null) {
      ledger.giveUp(copy.version(), "deleted in " + name);
    }
    entries.snapshots().forEach(entry -> ledger.giveUp(entry.required(), "deleted in " + name));
    if (result.existed()) {
      entries.bury(copy == null ? null : copy.version().revision());
    }
  }

  void restore(ThreadRef ref, long number) {
    Optional<Version> wanted =
        archive.apply(ref).snapshots().stream()
            .filter(entry -> entry.number() == number)
            .findFirst()
            .map(Entry::version);
    if (wanted.isEmpty()) {
      assertThatThrownBy(() -> thread(ref).snapshots().restore(number, Revision.ANY))
          .isInstanceOf(InvalidInputException.class);
      return;
    }
    Revision revision = thread(ref).snapshots().restore(number, Revision.ANY).revision();
    Version version = new Version(revision, wanted.get().messages(), wanted.get().state());
    Copy copy = copies.get(ref);
    if (copy != null && !copy.clean()) {
      ledger.giveUp(copy.version(), "restored over in " + name);
    }
    ledger.acknowledge(version);
    long newest = archive.apply(ref).newest();
    copies.put(ref, copy == null ? Copy.fresh(version, newest) : copy.restoredTo(version, newest));
  }

  /** Asks for all that can be known without bringing anything to Redis. */
  void assertAsTheModelSays(ThreadRef ref) {
    Optional<Version> visible = visible(ref);
    if (visible.isEmpty()) {
      assertThat(thread(ref).exists()).as("%s exists in %s", ref, name).isFalse();
      return;
    }
    ThreadInfo info = thread(ref).info();
    Copy copy = copies.get(ref);
    assertThat(info.tier()).isEqualTo(copy == null ? Tier.ARCHIVED : Tier.HOT);
    assertThat(info.revision()).isEqualTo(visible.get().revision());
    assertThat(info.length()).isEqualTo(visible.get().messages().size());
    assertThat(info.archived()).as("archived").isEqualTo(copy == null || copy.clean());
    assertThat(info.snapshot()).isEqualTo(copy == null ? archive.apply(ref).newest() : copy.base());
  }

  /** Reads a thread that is hot here. */
  void assertHolds(ThreadRef ref) {
    ThreadContent<Note> content = thread(ref).load();
    List<String> ids = Note.ids(content.messages());
    assertThat(content.messages()).isEqualTo(ids.stream().map(Note::of).toList());
    String state = thread(ref).state().loadJson().value().orElse(null);
    Version shown = new Version(content.revision(), ids, state);
    ledger.compare(shown);
    assertThat(shown).isEqualTo(visible(ref).orElseThrow());
  }

  private TieredThreadManager<Note> thread(ThreadRef ref) {
    return store.thread(ref);
  }

  /** What an operation finds hot here, or brings; null: there is no such thread. */
  private @Nullable Copy arrive(ThreadRef ref) {
    long newest = archive.apply(ref).newest();
    return copies.computeIfAbsent(
        ref, same -> archive.apply(same).live().map(v -> Copy.archived(v, newest)).orElse(null));
  }

  private void begin(ThreadRef ref, Version version) {
    ledger.acknowledge(version);
    copies.put(ref, Copy.fresh(version, archive.apply(ref).newest()));
  }

  private void change(
      ThreadRef ref, Revision revision, List<String> messages, @Nullable String state) {
    Version version = new Version(revision, messages, state);
    Copy before = copies.get(ref);
    ledger.acknowledge(version);
    ledger.follow(before.version());
    copies.put(ref, before.changedTo(version));
  }

  private void assertAbsent(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(ThreadNotFoundException.class);
  }
}
