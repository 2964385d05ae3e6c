package dev.threadstore.testsupport;

import static dev.threadstore.testsupport.ContractSubject.keys;
import static dev.threadstore.testsupport.ContractSubject.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.cold.ColdObject;
import dev.threadstore.cold.ColdStore;
import dev.threadstore.cold.CreateOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The one condition on which every promise rests, and what else holds while others write. */
interface RaceContract extends ContractSubject {

  /** Large enough that a torn object would show. */
  int RACED_SIZE = 30_000;

  @Test
  default void create_racing_oneWinnerWhoseBytesEveryLoserReads() throws Exception {
    int racers = racers();
    List<AtomicInteger> winners = new ArrayList<>();
    for (int race = 0; race < races(); race++) {
      winners.add(new AtomicInteger(-1));
    }
    List<ColdStore> handles = handles(racers);
    CyclicBarrier start = new CyclicBarrier(racers);

    List<List<byte[]>> read =
        InParallel.all(
            racers,
            racer -> {
              ColdStore store = handles.get(racer);
              List<byte[]> readByRacer = new ArrayList<>();
              for (int race = 0; race < races(); race++) {
                String key = "race/" + race + "/object";
                start.await();
                if (store.create(key, bytesOf(racer)) == CreateOutcome.CREATED) {
                  assertThat(winners.get(race).getAndSet(racer)).as("two winners").isEqualTo(-1);
                }
                readByRacer.add(store.read(key).orElseThrow());
              }
              return readByRacer;
            });

    for (int race = 0; race < races(); race++) {
      assertThat(winners.get(race).get()).as("winner of %d", race).isNotEqualTo(-1);
      byte[] winning = bytesOf(winners.get(race).get());
      for (int racer = 0; racer < racers; racer++) {
        assertThat(read.get(racer).get(race)).as("read by %d", racer).isEqualTo(winning);
      }
    }
  }

  /** Deletes make room, and must not take it from under creates. */
  @Test
  default void createAndDelete_racing_wholeObjectsOrNone() throws Exception {
    int racers = racers();
    List<ColdStore> handles = handles(racers);
    AtomicInteger balance = new AtomicInteger();

    InParallel.all(
        racers,
        racer -> {
          ColdStore store = handles.get(racer);
          for (int i = 0; i < races(); i++) {
            String key = "room/for/" + i % 2;
            if (store.create(key, bytesOf(racer)) == CreateOutcome.CREATED) {
              balance.incrementAndGet();
            }
            Optional<byte[]> found = store.read(key);
            found.ifPresent(bytes -> assertThat(bytes).isEqualTo(bytesOf(bytes[0])));
            store.delete(List.of(key));
          }
          return racer;
        });

    ColdStore store = handles.get(0);
    assertThat(store.list("", "", 10)).isEmpty();
    assertThat(balance.get()).as("objects created").isPositive();
    assertThat(store.create("room/for/0", text("one"))).isEqualTo(CreateOutcome.CREATED);
  }

  @Test
  default void list_whileOthersCreate_sortedAndWholeAndNothingMissing() throws Exception {
    int racers = racers();
    List<ColdStore> handles = handles(racers);

    InParallel.all(
        racers,
        racer -> {
          ColdStore store = handles.get(racer);
          List<String> mine = new ArrayList<>();
          for (int i = 0; i < races(); i++) {
            String key = i % 5 + "/of-" + racer + "/x".repeat(i / 5);
            store.create(key, new byte[RACED_SIZE]);
            mine.add(key);
            List<ColdObject> listed = store.list("", "", Integer.MAX_VALUE);
            assertThat(listed)
                .allSatisfy(object -> assertThat(object.size()).isEqualTo(RACED_SIZE));
            List<String> keys = listed.stream().map(ColdObject::key).toList();
            assertThat(keys).isSorted().doesNotHaveDuplicates().containsAll(mine);
          }
          return racer;
        });

    assertThat(handles.get(0).list("", "", Integer.MAX_VALUE)).hasSize(racers * races());
  }

  @Test
  default void list_whileOthersComeAndGo_whatStaysIsListed() throws Exception {
    List<String> staying = List.of("a/1", "a/3", "a/5/x", "a/7/x", "b/1");
    List<String> passing = new ArrayList<>(List.of("a/4/x", "a/5/y", "a/6/x", "b/0"));
    for (int i = 0; i < 20; i++) {
      passing.add("a/2" + i);
    }
    List<ColdStore> handles = handles(2);
    staying.forEach(key -> handles.get(0).create(key, text(key)));
    AtomicBoolean done = new AtomicBoolean();

    InParallel.all(
        2,
        racer -> {
          ColdStore store = handles.get(racer);
          if (racer == 0) {
            try {
              for (int i = 0; i < races(); i++) {
                passing.forEach(key -> store.create(key, text(key)));
                store.delete(passing);
              }
            } finally {
              done.set(true);
            }
          }
          while (!done.get()) {
            List<String> found = keys(store, "", "", 100);
            assertThat(found).isSorted().doesNotHaveDuplicates().containsAll(staying);
            assertThat(found).allMatch(key -> staying.contains(key) || passing.contains(key));
            // Four stay, and only a listing that reached the end may be shorter than its limit.
            assertThat(keys(store, "a/", "", 4)).hasSize(4);
            assertThat(keys(store, "a/", "a/1", 2)).hasSize(2);
          }
          return racer;
        });

    assertThat(keys(handles.get(0), "", "", 100)).isEqualTo(staying);
  }

  private List<ColdStore> handles(int count) {
    List<ColdStore> handles = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      handles.add(newHandle());
    }
    return handles;
  }

  /** All bytes are the racer's number, so that a mixture shows. */
  private static byte[] bytesOf(int racer) {
    byte[] bytes = new byte[RACED_SIZE];
    Arrays.fill(bytes, (byte) racer);
    return bytes;
  }
}
