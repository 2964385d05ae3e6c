package dev.threadstore.fuzz;

import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a property is checked with. The same seed makes the same values.
 *
 * @param always those that are tried whatever the seed
 * @param next makes another one
 */
public record Values<T>(List<T> always, Function<Random, T> next) {
  private static final long SEED = Long.getLong("threadstore.fuzz.seed", 1);

  /** Two values. */
  public record Pair<T>(T first, T second) {}

  /** Throws if a property does not hold for a value. */
  public interface Check<T> {
    void check(T value) throws Exception;
  }

  /** Numbers between two, these included; as often of few digits as of many. */
  public static Values<Long> numbers(long least, long most) {
    return new Values<>(
        List.of(least, least + 1, most - 1, most),
        random -> least + random.nextLong(((most - least) >> random.nextInt(60)) + 1));
  }

  /** Only those that meet a condition. */
  public Values<T> where(Predicate<T> condition) {
    return new Values<>(
        always.stream().filter(condition).toList(),
        random ->
            Stream.generate(() -> next.apply(random)).filter(condition).findFirst().orElseThrow());
  }

  /** Each made of one of these and one of others. */
  public <U, R> Values<R> with(Values<U> others, BiFunction<T, U, R> both) {
    return new Values<>(
        always.stream()
            .flatMap(one -> others.always.stream().map(other -> both.apply(one, other)))
            .toList(),
        random -> both.apply(next.apply(random), others.next.apply(random)));
  }

  /** Two of these. */
  public Values<Pair<T>> pairs() {
    return with(this, Pair::new);
  }

  /** Checks a property with what is always tried, and with so many more. */
  public void forEach(int times, Check<T> property) {
    Random random = new Random(SEED);
    Stream<T> more = Stream.generate(() -> next.apply(random)).limit(times);
    Stream.concat(always.stream(), more).forEach(value -> check(property, value));
  }

  private static <T> void check(Check<T> property, T value) {
    try {
      property.check(value);
    } catch (Throwable e) {
      throw new AssertionError(
          "fails for \"%s\", with -Dthreadstore.fuzz.seed=%d".formatted(escaped(value), SEED), e);
    }
  }

  /** Says exactly which characters these are, those included that cannot be seen or written. */
  private static String escaped(Object value) {
    return value
        .toString()
        .chars()
        .mapToObj(
            c -> c >= ' ' && c <= '~' && c != '\\' ? Character.toString(c) : "\\u%04x".formatted(c))
        .collect(Collectors.joining());
  }
}
