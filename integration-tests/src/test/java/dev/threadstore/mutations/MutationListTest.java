package dev.threadstore.mutations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The list of mutations follows the code, so that it can be relied on when it is needed. */
class MutationListTest {
  private static final NamedTests TESTS = NamedTests.inProject();

  static Stream<Mutation> mutations() {
    return Mutation.all().stream();
  }

  @ParameterizedTest
  @MethodSource("mutations")
  void mutation_fitsTheCode(Mutation mutation) {
    assertThatCode(mutation::brokenSource).doesNotThrowAnyException();
    assertThat(mutation.replacement()).isNotEqualTo(mutation.original());
    assertThat(mutation.breaks()).matches("[GH]\\d+(, [GH]\\d+)*: .+");
  }

  @ParameterizedTest
  @MethodSource("mutations")
  void mutation_namesTestsThatExist(Mutation mutation) {
    assertThat(mutation.tests())
        .allSatisfy(test -> assertThatCode(() -> TESTS.find(test)).doesNotThrowAnyException());
  }

  @Test
  void core_isThere() {
    assertThat(Mutation.all().stream().filter(Mutation::core)).hasSizeGreaterThanOrEqualTo(20);
  }
}
