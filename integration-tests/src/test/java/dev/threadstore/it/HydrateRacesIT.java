package dev.threadstore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.internal.base.Failpoints;
import dev.threadstore.model.AppendResult;
import dev.threadstore.model.ChangeResult;
import dev.threadstore.model.ForkPoint;
import dev.threadstore.model.ForkState;
import dev.threadstore.model.HydrateResult;
import dev.threadstore.model.HydrateResult.Outcome;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.Revision;
import dev.threadstore.model.ThreadExistsException;
import dev.threadstore.model.ThreadNotFoundException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.ThreadStoreSettings;
import dev.threadstore.model.TieredThreadManager;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others do while a thread is being made hot: by a hydrate, a create, a fork, a replace. */
class HydrateRacesIT extends OnBothTiers {
  /** H3: a hydrate that began first and ends last would wipe what was appended between. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "after redis.gate",
        "before cold.list",
        "after cold.read",
        "before redis.stage",
        "before redis.install"
      })
  void hydrate_endsAfterAnothersAppend_keepsIt(String place) {
    archive();
    Stalled<HydrateResult> slow = tiers.stall(place, ref, TieredThreadManager::hydrate);
    thread.hydrate();
    thread.append(Note.range("m", 3, 5));
    assertThat(slow.goOn().outcome()).isEqualTo(Outcome.ALREADY_HOT);
    assertThat(thread.append(Note.range("m", 3, 5)).known()).hasSize(2);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 5));
  }

  /** H4: two hydrates at once would put every message into the list twice. */
  @ParameterizedTest
  @ValueSource(strings = {"before redis.stage", "after redis.stage", "before redis.install"})
  void hydrate_twoAtOnce_bringEachMessageOnce(String place) {
    archive();
    Stalled<HydrateResult> one = tiers.stall(place, ref, TieredThreadManager::hydrate);
    Stalled<HydrateResult> two = tiers.stall(place, ref, TieredThreadManager::hydrate);
    assertThat(Stream.of(one.goOn(), two.goOn()).map(HydrateResult::outcome))
        .containsExactly(Outcome.HYDRATED, Outcome.ALREADY_HOT);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 3));
    assertThat(tiers.redis().keysOf(ref)).as("no staging is left").hasSize(3);
  }

  /**
   * H82: a hydrate that stalls for longer than any marker lasts would install the old snapshot that
   * it holds over what has come since. The gate expires while it stands still, and another one asks
   * for a new gate.
   */
  @Test
  void hydrate_stalledForLongerThanTheGate_installsWhatIsNewest() {
    archive();
    Stalled<HydrateResult> slow =
        tiers.stall("before redis.install", ref, TieredThreadManager::hydrate);
    expire("gate");
    thread.hydrate();
    thread.append(Note.range("m", 3, 5));
    thread.flush();
    Stalled<HydrateResult> third =
        tiers.stall("after redis.gate", ref, TieredThreadManager::hydrate);
    assertThat(slow.goOn().length()).isEqualTo(5);
    assertThat(third.goOn().length()).isEqualTo(5);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 5));
  }

  /** H82: or bring back a thread that has been deleted since. */
  @Test
  void hydrate_stalledForLongerThanTheGateAcrossADeletion_findsNothing() {
    archive();
    Stalled<HydrateResult> slow =
        tiers.stall("before redis.install", ref, TieredThreadManager::hydrate);
    expire("gate");
    thread.delete();
    assertThatThrownBy(slow::goOn).isInstanceOf(ThreadNotFoundException.class);
    assertThat(thread.exists()).isFalse();
  }

  /**
   * H24, H87: a create that has looked at the archive before another one created, filled and
   * released the thread would make a second thread under its id.
   */
  @ParameterizedTest
  @ValueSource(strings = {"after cold.list", "before redis.install"})
  void create_threadCameAndWentMeanwhile_isRefused(String place) {
    Stalled<ChangeResult> slow = tiers.stall(place, ref, TieredThreadManager::create);
    archive();
    assertThatThrownBy(slow::goOn).isInstanceOf(ThreadExistsException.class);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 3));
    assertThat(thread.snapshots().history(9)).hasSize(1);
  }

  /**
   * H87, H19: a fork, hot or in the archive, onto an id that has come into use meanwhile would
   * replace what is there, or double it if it is the retry of that fork.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "hot: after cold.list",
        "hot: before redis.install",
        "archived: after cold.list",
        "archived: before redis.begin_fork"
      })
  void fork_targetCameIntoUseMeanwhile_isRefused(String tierAndPlace) {
    archive();
    if (tierAndPlace.startsWith("hot")) {
      thread.hydrate();
    }
    ThreadRef target = RedisFixture.newRef();
    Stalled<?> first =
        tiers.stall(
            tierAndPlace.substring(tierAndPlace.indexOf(' ') + 1), ref, t -> t.fork(target));
    TieredThreadManager<Note> retried = thread.fork(target);
    assertThat(retried.append(Note.range("own", 0, 1)).added()).hasSize(1);
    retried.flush();
    assertThatThrownBy(first::goOn).isInstanceOf(ThreadExistsException.class);
    assertThat(Note.ids(retried.load().messages())).containsExactly("m0", "m1", "m2", "own0");
  }

  /**
   * A fork that finds its source unreadable only when it holds the target's place has to give that
   * up again, while others may be keeping its snapshot out.
   */
  @Test
  void fork_sourceHasNoSuchPoint_neverHoldsTheTargetsPlace() {
    archive();
    ThreadRef target = RedisFixture.newRef();
    List<String> steps = new CopyOnWriteArrayList<>();
    Failpoints failpoints =
        new Failpoints() {
          @Override
          public void before(String step) {
            steps.add(step);
          }
        };
    TieredThreadManager<Note> source =
        tiers.store(ThreadStoreSettings.defaults(), failpoints).thread(ref);
    assertThatThrownBy(() -> source.fork(target, ForkPoint.including("unknown"), ForkState.CURRENT))
        .isInstanceOf(InvalidInputException.class);
    assertThat(steps).contains("cold.read").doesNotContain("redis.begin_fork");
    source.fork(target);
    assertThat(steps).contains("redis.begin_fork");
  }

  /**
   * H7: create and first append, tried again, would wipe the thread and drop the append as known.
   */
  @ParameterizedTest
  @ValueSource(strings = {"hot", "released", "stalled"})
  void createAndAppend_triedAgain_changesNothing(String state) {
    if (state.equals("stalled")) {
      Stalled<ChangeResult> first =
          tiers.stall("before redis.install", ref, TieredThreadManager::create);
      assertThat(thread.createIfAbsent()).isTrue();
      thread.append(Note.range("m", 0, 3));
      assertThatThrownBy(first::goOn).isInstanceOf(ThreadExistsException.class);
    } else {
      thread.create();
      thread.append(Note.range("m", 0, 3));
      if (state.equals("released")) {
        thread.flush();
      }
    }
    assertThat(thread.createIfAbsent()).isFalse();
    AppendResult again = thread.append(Note.range("m", 0, 3));
    assertThat(again.known()).hasSize(3);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 3));
  }

  /**
   * H12, H72: a replacement that dies between its steps would leave an empty thread, which the next
   * flush archives over the good one.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "before redis.stage 0",
        "after redis.stage 0",
        "after redis.stage 1",
        "before redis.install 0"
      })
  void replaceAll_diesBetweenItsSteps_leavesTheThreadWhole(String placeAndPasses) {
    int space = placeAndPasses.lastIndexOf(' ');
    archive();
    thread.hydrate();
    thread.append(Note.range("m", 3, 5));
    tiers
        .stall(
            placeAndPasses.substring(0, space),
            Integer.parseInt(placeAndPasses.substring(space + 1)),
            ref,
            t -> t.replaceAll(Note.range("new", 0, 900), Revision.ANY))
        .die();
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 5));
    thread.flush();
    List<String> left = tiers.redis().keysOf(ref);
    assertThat(left).allMatch(key -> key.contains(":s:"));
    assertThat(left).as("staging goes by itself").allMatch(k -> tiers.redis().ttl(k) > 0);
    assertThat(thread.load().messages()).isEqualTo(Note.range("m", 0, 5));
  }

  private void archive() {
    thread.create();
    thread.append(Note.range("m", 0, 3));
    thread.flush();
  }

  /** What happens to a key at the end of its TTL. */
  private void expire(String part) {
    List<String> keys =
        tiers.redis().keysOf(ref).stream().filter(k -> k.endsWith("}:" + part)).toList();
    assertThat(keys).hasSize(1).allMatch(k -> tiers.redis().ttl(k) > 0);
    assertThat(tiers.redis().commands().pexpire(keys.get(0), 0)).isTrue();
  }
}
