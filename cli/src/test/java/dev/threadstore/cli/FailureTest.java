package dev.threadstore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.cold.ColdStoreException;
import dev.threadstore.model.ArchiveConflictException;
import dev.threadstore.model.DamagedHotCopyException;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.LimitExceededException;
import dev.threadstore.model.OutcomeUnknownException;
import dev.threadstore.model.Revision;
import dev.threadstore.model.RevisionConflictException;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadDeletedException;
import dev.threadstore.model.ThreadExistsException;
import dev.threadstore.model.ThreadNotFoundException;
import dev.threadstore.model.ThreadRef;
import dev.threadstore.model.Tier;
import dev.threadstore.model.UndecodableContentException;
import dev.threadstore.model.UnreadableSnapshotException;
import io.lettuce.core.RedisConnectionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureTest {
  private static final ThreadRef REF = new ThreadRef("default", "t");
  private static final Revision ONE = Revision.of(1, "a");

  @Test
  void of_everyException_hasItsExitCode() {
    Map.ofEntries(
            Map.entry(new ThreadNotFoundException(REF), ExitCode.NOT_FOUND),
            Map.entry(new ThreadDeletedException(REF), ExitCode.NOT_FOUND),
            Map.entry(new ThreadExistsException(REF), ExitCode.CONFLICT),
            Map.entry(new RevisionConflictException(REF, ONE, ONE), ExitCode.CONFLICT),
            Map.entry(new ArchiveConflictException(REF, ONE, 1, 2), ExitCode.CONFLICT),
            Map.entry(new InvalidInputException("bad"), ExitCode.USAGE),
            Map.entry(new LimitExceededException("bytes", 1, 2), ExitCode.USAGE),
            Map.entry(new StoreUnavailableException(Tier.HOT, "down", null), ExitCode.UNAVAILABLE),
            Map.entry(new RedisConnectionException("down"), ExitCode.UNAVAILABLE),
            Map.entry(new ColdStoreException("down", null), ExitCode.UNAVAILABLE),
            Map.entry(new DamagedHotCopyException(REF, "no log"), ExitCode.DAMAGED),
            Map.entry(
                new UnreadableSnapshotException(REF, "k", "torn", OptionalLong.of(3), null),
                ExitCode.DAMAGED),
            Map.entry(
                new UndecodableContentException(REF, "state", new IllegalStateException()),
                ExitCode.DAMAGED),
            Map.entry(new OutcomeUnknownException(REF, "fork", null), ExitCode.UNKNOWN),
            Map.entry(new UnsupportedOperationException(), ExitCode.USAGE),
            Map.entry(new UncheckedIOException(new IOException("gone")), ExitCode.SOME_FAILED),
            Map.entry(new OutputClosedException(new IOException("full")), ExitCode.OUTPUT_CLOSED),
            Map.entry(new IllegalStateException("bug"), ExitCode.INTERNAL))
        .forEach((e, code) -> assertThat(Failure.of(e).code()).as("%s", e).isEqualTo(code));
  }

  @Test
  void of_unreadableSnapshot_hintsAtTheNewestIntactOne() {
    assertThat(
            Failure.of(new UnreadableSnapshotException(REF, "k", "torn", OptionalLong.of(3), null))
                .hint())
        .contains("restore ID 3");
  }

  @ParameterizedTest
  @CsvSource({
    "threads/default/t/segments/1-16290-21716-0f, fork ID NEW --at-position 16289",
    "threads/default/t/segments/1-0-16289-0f, history ID",
    "threads/default/t/snapshots/999999999999999999, history ID"
  })
  void of_lossWithoutAnIntactSnapshot_hintsAtWhatCanBeSaved(String key, String hint) {
    assertThat(
            Failure.of(
                    new UnreadableSnapshotException(REF, key, "gone", OptionalLong.empty(), null))
                .hint())
        .contains("threadctl " + hint);
  }

  @Test
  void of_passwordInAMessage_isHidden() {
    assertThat(
            Failure.of(new RedisConnectionException("cannot reach rediss://me:secret@example:1"))
                .message())
        .contains("rediss://***@example:1")
        .doesNotContain("secret");
  }

  @Test
  void numbers_ofExitCodes_areDistinct() {
    assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::number)).doesNotHaveDuplicates();
  }
}
