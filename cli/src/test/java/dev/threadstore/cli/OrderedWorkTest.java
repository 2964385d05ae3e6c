package dev.threadstore.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OrderedWorkTest {

  private static Supplier<Integer> numbersTo(int end) {
    Iterator<Integer> numbers = IntStream.range(0, end).iterator();
    return () -> numbers.hasNext() ? numbers.next() : null;
  }

  @Test
  void run_manyItems_resultsComeInOrder() {
    List<Integer> results = new ArrayList<>();
    new OrderedWork<Integer, Integer>(i -> i, i -> i * 2).run(numbersTo(200), results::add);
    assertThat(results)
        .containsExactlyElementsOf(IntStream.range(0, 200).map(i -> i * 2).boxed().toList());
  }

  @Test
  void run_itemsOfOneLane_areWorkedOnInOrder() {
    Map<Integer, List<Integer>> seen = new ConcurrentHashMap<>();
    new OrderedWork<Integer, Integer>(
            i -> i % 3,
            i -> {
              seen.computeIfAbsent(i % 3, key -> new ArrayList<>()).add(i);
              return i;
            })
        .run(numbersTo(300), i -> true);
    assertThat(seen.values()).allSatisfy(lane -> assertThat(lane).hasSize(100).isSorted());
  }

  @Test
  void run_itemsOfSeveralLanes_areWorkedOnAtOnce() {
    CyclicBarrier barrier = new CyclicBarrier(2);
    List<Integer> results = new ArrayList<>();
    new OrderedWork<Integer, Integer>(i -> i, i -> meet(barrier)).run(numbersTo(2), results::add);
    assertThat(results).hasSize(2);
  }

  private static int meet(CyclicBarrier barrier) {
    try {
      return barrier.await(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void run_sinkSaysStop_endsAfterTheWindow() {
    List<Integer> results = new ArrayList<>();
    new OrderedWork<Integer, Integer>(i -> i, i -> i)
        .run(
            numbersTo(1000),
            i -> {
              results.add(i);
              return false;
            });
    assertThat(results).hasSizeLessThan(100);
  }

  @Test
  void run_workThatThrows_throwsItsException() {
    assertThatThrownBy(
            () ->
                new OrderedWork<Integer, Integer>(
                        i -> i,
                        i -> {
                          throw new IllegalArgumentException("work");
                        })
                    .run(numbersTo(1), i -> true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("work");
  }
}
