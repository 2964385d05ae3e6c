package dev.threadstore.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RevisionTest {

  @Test
  void parse_whatToStringWrote_isEqual() {
    Revision revision = Revision.of(12, "0123456789abcdef0123456789abcdef01234567");
    assertThat(Revision.parse(revision.toString())).isEqualTo(revision);
    assertThat(Revision.parse("any").isAny()).isTrue();
    assertThat(revision.isAny()).isFalse();
  }

  @Test
  void parse_otherText_isRefused() {
    for (String text : List.of("", "-", "12", "12-", "-abc", "x-abc", "ANY", "0-*", "1-0123")) {
      assertThatThrownBy(() -> Revision.parse(text))
          .as(text)
          .isInstanceOf(InvalidInputException.class);
    }
  }
}
