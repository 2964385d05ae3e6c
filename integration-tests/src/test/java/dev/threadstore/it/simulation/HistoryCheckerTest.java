package dev.threadstore.it.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.it.Note;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What the checker takes for a promise kept, and what for a promise broken: in histories of a few
 * calls on a thread {@code a} and its fork {@code b}.
 */
class HistoryCheckerTest {
  private static final String ANY = "any";

  private final List<Call> calls = new ArrayList<>();
  private long time;

  @Test
  void oneAfterTheOther_isExplained() {
    created();
    appended(2, 2, "m1", "m2");
    told(new Ask.SaveState("a", "1", ANY), changed(3, 2));
    told(new Ask.LoadState("a"), new Reply.State(revision(3), "1"));
    told(new Ask.Truncate("a", "m2", ANY), new Reply.Changed(revision(4), 1, 1));
    loaded(4, "m1");
    told(new Ask.Flush("a", false), new Reply.Moved("ARCHIVED", 1, 1));
    told(new Ask.Delete("a"), new Reply.Deleted(true));
    told(new Ask.Load("a"), refused(Reply.Reason.ABSENT));
    assertExplained();
  }

  @Test
  void overlapping_inAnyOrderThatFits_isExplained() {
    created();
    during(11, 19, append(ANY, "m1"), appendedReply(3, 2, "m1"));
    during(12, 18, append(ANY, "m2"), appendedReply(2, 1, "m2"));
    during(13, 19, new Ask.Load("a"), messages(1));
    during(13, 19, new Ask.Load("a"), messages(3, "m2", "m1"));
    assertExplained();
  }

  @Test
  void withoutAnAnswer_doneOrNotOrMuchLater_isExplained() {
    created();
    unanswered(append(ANY, "m1"));
    unanswered(append(ANY, "m2"));
    loaded(1);
    appended(3, 2, "m3");
    loaded(3, "m2", "m3");
    assertExplained();
  }

  @Test
  void append_repeatedByTheClientAfterACut_isExplained() {
    created();
    during(11, 19, append(ANY, "m1"), appendedReply(4, 1, "m1"));
    during(12, 13, new Ask.Load("a"), messages(2, "m1"));
    during(14, 15, new Ask.Truncate("a", "m1", ANY), new Reply.Changed(revision(3), 0, 1));
    assertExplained();
  }

  @Test
  void append_madeAndRefusedAfterADeletion_isExplained() {
    created();
    during(11, 19, append(ANY, "m1"), refused(Reply.Reason.ABSENT));
    during(12, 13, new Ask.Load("a"), messages(2, "m1"));
    during(14, 15, new Ask.Delete("a"), new Reply.Deleted(true));
    assertExplained();
  }

  @Test
  void acknowledgedMessage_isGone_contradicts() {
    created();
    appended(2, 1, "m1");
    loaded(2);
    assertContradicts();
  }

  @Test
  void acknowledgedMessage_goneAtALaterRevision_contradicts() {
    created();
    appended(2, 1, "m1");
    unanswered(append(ANY, "m2"));
    loaded(3, "m2");
    assertContradicts();
  }

  @Test
  void message_twice_contradicts() {
    created();
    appended(2, 1, "m1");
    loaded(2, "m1", "m1");
    assertContradicts();
  }

  @Test
  void message_addedThoughKnown_contradicts() {
    created();
    appended(2, 1, "m1");
    appended(3, 2, "m1");
    assertContradicts();
  }

  @Test
  void otherTextUnderAKnownId_takenForKnown_contradicts() {
    created();
    appended(2, 1, "m1");
    told(
        new Ask.Append("a", List.of(new Note("m1", "other")), ANY),
        new Reply.Appended(revision(2), 1, List.of(), List.of("m1"), List.of()));
    assertContradicts();
  }

  @Test
  void batch_outOfOrder_contradicts() {
    created();
    appended(2, 2, "m1", "m2");
    loaded(2, "m2", "m1");
    assertContradicts();
  }

  @Test
  void batch_halfThere_contradicts() {
    created();
    unanswered(append(ANY, "m1", "m2"));
    loaded(2, "m1");
    assertContradicts();
  }

  @Test
  void read_ofAnOlderVersion_contradicts() {
    created();
    appended(2, 1, "m1");
    loaded(1);
    assertContradicts();
  }

  @Test
  void read_ofAnotherHistoryAtTheSameNumber_contradicts() {
    created();
    appended(2, 1, "m1");
    told(new Ask.Info("a"), new Reply.Known(otherRevision(2), 1));
    assertContradicts();
  }

  @Test
  void change_expectingAnotherRevision_contradicts() {
    created();
    appended(2, 1, "m1");
    told(append(revision(1), "m2"), appendedReply(3, 2, "m2"));
    assertContradicts();
  }

  @Test
  void refusal_thoughTheRevisionIsTheExpected_contradicts() {
    created();
    told(append(revision(1), "m1"), new Reply.Refused(Reply.Reason.CONFLICT, revision(1)));
    assertContradicts();
  }

  @Test
  void state_ofAnotherMoment_contradicts() {
    created();
    told(new Ask.SaveState("a", "1", ANY), changed(2, 0));
    told(new Ask.SaveState("a", "2", ANY), changed(3, 0));
    told(new Ask.LoadState("a"), new Reply.State(revision(3), "1"));
    assertContradicts();
  }

  @Test
  void deleted_isBack_contradicts() {
    created();
    appended(2, 1, "m1");
    told(new Ask.Delete("a"), new Reply.Deleted(true));
    loaded(2, "m1");
    assertContradicts();
  }

  @Test
  void absent_withoutADeletion_contradicts() {
    created();
    told(new Ask.Load("a"), refused(Reply.Reason.ABSENT));
    assertContradicts();
  }

  @Test
  void deleted_byTwoAtOnce_isExplained() {
    created();
    during(11, 14, new Ask.Delete("a"), new Reply.Deleted(true));
    during(12, 18, new Ask.Delete("a"), new Reply.Deleted(true));
    during(15, 16, new Ask.Load("a"), refused(Reply.Reason.ABSENT));
    assertExplained();
  }

  @Test
  void deleted_oneAfterTheOther_contradicts() {
    created();
    told(new Ask.Delete("a"), new Reply.Deleted(true));
    told(new Ask.Delete("a"), new Reply.Deleted(true));
    assertContradicts();
  }

  @Test
  void created_twice_contradicts() {
    created();
    created();
    assertContradicts();
  }

  /** The second deletion finds the first one's tombstone, and later the thread that came after. */
  @Test
  void deleted_twiceAtOnceAndTheNextLifeToo_isExplained() {
    created();
    during(11, 40, new Ask.Delete("a"), new Reply.Deleted(true));
    during(12, 14, new Ask.Delete("a"), new Reply.Deleted(true));
    during(15, 16, new Ask.Create("a"), changed(1, 0));
    during(17, 18, append(ANY, "m1"), appendedReply(2, 1, "m1"));
    during(19, 20, new Ask.Load("a"), messages(2, "m1"));
    during(30, 31, new Ask.Load("a"), refused(Reply.Reason.ABSENT));
    assertExplained();
  }

  /** Ids are all that it is known by: its answer is lost twice, and others cut it in between. */
  @Test
  void append_answerLostTwiceAndCutInBetween_isExplained() {
    created();
    during(
        11,
        40,
        append(ANY, "m1"),
        new Reply.Appended(revision(4), 1, List.of(), List.of("m1"), List.of()));
    during(12, 14, new Ask.Truncate("a", "m1", ANY), new Reply.Changed(revision(3), 0, 1));
    time = 50;
    loaded(4, "m1");
    assertExplained();
  }

  /** Who keeps the archive meets its tombstone; the deletion returns when there is a new thread. */
  @Test
  void deleted_whileTheArchiveIsKeptAndTheNextLifeBegins_isExplained() {
    created();
    during(11, 16, new Ask.Resolve("a", false, revision(1)), refused(Reply.Reason.ABSENT));
    during(12, 40, new Ask.Delete("a"), new Reply.Deleted(true));
    during(20, 21, new Ask.Create("a"), new Reply.Changed(otherRevision(1), 0, 0));
    time = 50;
    told(new Ask.Load("a"), new Reply.Messages(otherRevision(1), 0, List.of(), 0));
    assertExplained();
  }

  /** Its answer was lost; it was deleted, and created by somebody else before it was sent again. */
  @Test
  void fork_deletedAndTakenBeforeItIsSentAgain_isExplained() {
    created();
    during(11, 40, new Ask.Fork("a", "b", -1, true), refused(Reply.Reason.EXISTS));
    time = 12;
    told(new Ask.Load("b"), messages(1));
    told(new Ask.Delete("b"), new Reply.Deleted(true));
    told(new Ask.Create("b"), new Reply.Changed(otherRevision(1), 0, 0));
    assertExplained();
  }

  /** Its client was told that nobody knows, and went; then the thread was created afresh. */
  @Test
  void deletion_takesAThreadCreatedAfterItsClientHasGone_contradicts() {
    created();
    unanswered(new Ask.Delete("a"));
    deletedCreatedAfreshAndGone();
    assertContradicts();
  }

  /** Whoever was killed may have sent it all the same. */
  @Test
  void deletion_ofAClientThatWasKilled_mayTakeWhatWasCreatedSince() {
    created();
    during(11, Call.NEVER, new Ask.Delete("a"), new Reply.Unknown());
    time = 11;
    deletedCreatedAfreshAndGone();
    assertExplained();
  }

  @Test
  void fork_unlikeItsSourceAtAnyMoment_contradicts() {
    created();
    appended(2, 1, "m1");
    told(new Ask.Fork("a", "b", -1, true), new Reply.Made());
    appended(3, 2, "m2");
    told(new Ask.Load("b"), messages(1, "m1", "m2"));
    assertContradicts();
  }

  @Test
  void fork_likeItsSourceAtAMomentOfTheCall_isExplained() {
    created();
    during(11, 19, new Ask.Fork("a", "b", -1, true), new Reply.Made());
    during(12, 18, append(ANY, "m1"), appendedReply(2, 1, "m1"));
    time = 20;
    told(new Ask.Load("b"), messages(1, "m1"));
    assertExplained();
  }

  /** The first of them was sent twice, and the second answer says that its messages were there. */
  @Test
  void fork_betweenTheEffectsOfTwoCallsUnderWay_isExplained() {
    created();
    Reply known = new Reply.Appended(revision(3), 2, List.of(), List.of("m1"), List.of());
    during(11, 40, append(ANY, "m1"), known);
    during(15, 18, new Ask.Fork("a", "b", -1, true), new Reply.Made());
    during(16, 30, append(ANY, "m2"), appendedReply(3, 2, "m2"));
    time = 40;
    loaded(3, "m1", "m2");
    told(new Ask.Load("b"), messages(1, "m1"));
    assertExplained();
  }

  @Test
  void fork_changedWithItsSource_contradicts() {
    created();
    told(new Ask.Fork("a", "b", -1, true), new Reply.Made());
    told(new Ask.Load("b"), messages(1));
    appended(2, 1, "m1");
    told(new Ask.Load("b"), messages(2, "m1"));
    assertContradicts();
  }

  @Test
  void restore_ofAnotherContent_contradicts() {
    created();
    appended(2, 1, "m1");
    appended(3, 2, "m2");
    told(new Ask.Restore("a", 1, revision(2), ANY), changed(4, 1));
    loaded(4, "m2");
    assertContradicts();
  }

  @Test
  void snapshot_ofAnotherRevisionThanBefore_contradicts() {
    created();
    told(new Ask.History("a"), archived(revision(1)));
    told(new Ask.History("a"), archived(revision(2)));
    assertContradicts();
  }

  @Test
  void flush_ofAnotherLength_contradicts() {
    created();
    appended(2, 1, "m1");
    told(new Ask.Flush("a", false), new Reply.Moved("ARCHIVED", 1, 0));
    assertContradicts();
  }

  @Test
  void archiveConflict_orAnythingUnheardOf_contradicts() {
    created();
    told(new Ask.Flush("a", false), refused(Reply.Reason.DIVERGED));
    assertContradicts();
    calls.remove(1);
    assertExplained();
    told(new Ask.Load("a"), new Reply.Broken("DamagedHotCopyException"));
    assertContradicts();
  }

  @Test
  void redisWentBack_whatItLostIsGone_isExplained() {
    createdAndAppendLost();
    time = 20;
    loaded(1);
    told(append(revision(2), "m2"), new Reply.Refused(Reply.Reason.CONFLICT, revision(1)));
    assertExplained();
  }

  @Test
  void redisWentBack_revisionComesAgainWithOtherMessages_contradicts() {
    createdAndAppendLost();
    during(14, 15, new Ask.Load("a"), messages(2, "m1"));
    time = 20;
    appended(2, 1, "m2");
    assertExplained();
    loaded(2, "m2");
    assertContradicts();
  }

  @Test
  void redisWentBack_whatItKeptIsGone_contradicts() {
    created();
    appended(2, 1, "m1");
    during(18, 20, new Ask.GoBack("*", 11), new Reply.Sound());
    time = 20;
    loaded(1);
    assertContradicts();
  }

  @Test
  void redisWentBack_whatWasArchivedComesBack_isExplained() {
    createdAndAppendLost();
    during(14, 15, new Ask.Flush("a", false), new Reply.Moved("ARCHIVED", 1, 1));
    time = 20;
    loaded(1);
    loaded(2, "m1");
    assertExplained();
  }

  @Test
  void redisWentBack_whatWasAppendedSinceIsGone_contradicts() {
    createdAndAppendLost();
    time = 20;
    loaded(1);
    told(new Ask.SaveState("a", "1", ANY), new Reply.Changed(otherRevision(2), 0, 0));
    loaded(2, "m1");
    assertContradicts();
  }

  @Test
  void redisWentBack_conflictResolvedForTheArchive_isExplained() {
    String other = otherwiseChangedAfterALoss();
    told(new Ask.Flush("a", false), new Reply.Refused(Reply.Reason.DIVERGED, other));
    told(new Ask.Resolve("a", false, other), new Reply.Resolved(revision(2)));
    loaded(2, "m1");
    assertExplained();
  }

  /**
   * Two resolve a conflict at once, one each way; a third one meets what the first has archived.
   */
  @Test
  void redisWentBack_conflictResolvedBothWaysAndThenForTheArchive_isExplained() {
    String other = otherwiseChangedAfterALoss();
    during(40, 50, new Ask.Resolve("a", true, other), new Reply.Resolved(other));
    during(41, 49, new Ask.Resolve("a", false, other), new Reply.Resolved(revision(2)));
    time = 50;
    appended(3, 2, "m2");
    told(new Ask.Resolve("a", false, revision(3)), refused(Reply.Reason.UNAVAILABLE));
    told(new Ask.Info("a"), new Reply.Known(other, 0));
    assertExplained();
  }

  /** The reply says what the thread is at the end; somebody has gone on from the archive's. */
  @Test
  void redisWentBack_changedBeforeTheResolutionReturns_isExplained() {
    String other = otherwiseChangedAfterALoss();
    during(30, 50, new Ask.Resolve("a", false, other), new Reply.Resolved(revision(3)));
    during(40, 45, append(revision(2), "m2"), appendedReply(3, 2, "m2"));
    time = 50;
    loaded(3, "m1", "m2");
    assertExplained();
  }

  @Test
  void tail_ofTheOldest_contradicts() {
    created();
    appended(2, 3, "m1", "m2", "m3");
    told(new Ask.Tail("a", 2), new Reply.Messages(revision(2), 0, notes("m1", "m2"), 3));
    assertContradicts();
  }

  @Test
  void tail_shorterThanAsked_contradicts() {
    created();
    appended(2, 3, "m1", "m2", "m3");
    told(new Ask.Tail("a", 2), new Reply.Messages(revision(2), 2, notes("m3"), 3));
    assertContradicts();
  }

  @Test
  void snapshot_ofTwoFlushes_contradicts() {
    created();
    told(new Ask.Flush("a", true), new Reply.Moved("ARCHIVED", 1, 0));
    appended(2, 1, "m1");
    told(new Ask.Flush("a", true), new Reply.Moved("ARCHIVED", 1, 1));
    assertContradicts();
  }

  @Test
  void snapshot_ofAnotherLengthThanItsRevision_contradicts() {
    created();
    appended(2, 1, "m1");
    told(new Ask.History("a"), archived(revision(2)));
    assertContradicts();
  }

  @Test
  void restore_ofASnapshotThatNobodyRemoved_isRefused_contradicts() {
    created();
    told(new Ask.History("a"), archived(revision(1)));
    told(new Ask.Restore("a", 1, revision(1), ANY), refused(Reply.Reason.INVALID));
    assertContradicts();
    told(new Ask.Collect("a", 1), new Reply.Sound());
    assertContradicts();
  }

  @Test
  void restore_ofASnapshotThatWasCollected_isExplained() {
    created();
    told(new Ask.History("a"), archived(revision(1)));
    told(new Ask.Collect("a", 1), new Reply.Sound());
    told(new Ask.Restore("a", 1, revision(1), ANY), refused(Reply.Reason.INVALID));
    assertExplained();
  }

  @Test
  void redisWentBack_readMeanwhileOfNoHistory_contradicts() {
    createdAndAppendLost();
    during(15, 21, new Ask.Load("a"), messages(2, "m1", "m1"));
    time = 21;
    assertContradicts();
  }

  @Test
  void redisWentBack_readMeanwhileOfWhatItLost_isExplained() {
    createdAndAppendLost();
    during(15, 21, new Ask.Load("a"), messages(2, "m1"));
    time = 21;
    loaded(1);
    assertExplained();
  }

  @Test
  void redisWentBack_conflictOfAThreadThatLostNothing_contradicts() {
    during(8, 10, new Ask.GoBack("*", 1), new Reply.Sound());
    time = 20;
    created();
    told(new Ask.Flush("a", false), new Reply.Refused(Reply.Reason.DIVERGED, revision(1)));
    assertContradicts();
  }

  @Test
  void fork_refusedWithoutAnyChange_isThere_contradicts() {
    created();
    told(new Ask.Fork("a", "b", -1, true), refused(Reply.Reason.UNAVAILABLE));
    told(new Ask.Load("b"), messages(1));
    assertContradicts();
  }

  @Test
  void contradiction_tellsOnlyWhatMatters() {
    created();
    for (int i = 2; i < 500; i++) {
      appended(i, i - 1, "m" + i);
    }
    told(new Ask.Load("a"), refused(Reply.Reason.ABSENT));
    assertThat(violations().get(0)).contains("version 499", "Load").doesNotContain("Append");
  }

  @Test
  void contradiction_leavesOutAnswersThatDoNotMatter() {
    created();
    during(20, 90, append(ANY, "m1"), appendedReply(2, 1, "m1"));
    during(30, 59, new Ask.LoadState("a"), new Reply.State(revision(1), null));
    during(21, 61, append(ANY, "m2"), appendedReply(3, 9, "m2"));
    assertThat(violations().get(0)).contains("length=9").doesNotContain("LoadState");
  }

  private void created() {
    told(new Ask.Create("a"), changed(1, 0));
  }

  /** Redis has acknowledged an append when it goes back to before it. */
  private void createdAndAppendLost() {
    created();
    during(18, 20, new Ask.GoBack("*", 11), new Reply.Sound());
    during(12, 13, append(ANY, "m1"), appendedReply(2, 1, "m1"));
  }

  /** The archive may have what was lost; Redis has another version of the same number. */
  private String otherwiseChangedAfterALoss() {
    createdAndAppendLost();
    time = 20;
    String other = otherRevision(2);
    told(new Ask.SaveState("a", "1", ANY), new Reply.Changed(other, 0, 0));
    return other;
  }

  private void deletedCreatedAfreshAndGone() {
    told(new Ask.Delete("a"), new Reply.Deleted(true));
    told(new Ask.Create("a"), new Reply.Changed(otherRevision(1), 0, 0));
    told(new Ask.Load("a"), refused(Reply.Reason.ABSENT));
  }

  private void appended(int number, int length, String... ids) {
    told(append(ANY, ids), appendedReply(number, length, ids));
  }

  private void loaded(int number, String... ids) {
    told(new Ask.Load("a"), messages(number, ids));
  }

  private void told(Ask ask, Reply reply) {
    during(time + 1, time + 2, ask, reply);
    time += 2;
  }

  private void unanswered(Ask ask) {
    told(ask, new Reply.Unknown());
  }

  /** Begins and ends at these times; the first ten are for what comes before. */
  private void during(long begin, long returned, Ask ask, Reply reply) {
    calls.add(new Call("c", ask, begin, returned, reply));
  }

  private static Ask append(String expected, String... ids) {
    return new Ask.Append("a", notes(ids), expected);
  }

  private static Reply appendedReply(int number, int length, String... ids) {
    return new Reply.Appended(revision(number), length, List.of(ids), List.of(), List.of());
  }

  private static Reply changed(int number, int length) {
    return new Reply.Changed(revision(number), length, 0);
  }

  private static Reply messages(int number, String... ids) {
    return new Reply.Messages(revision(number), 0, notes(ids), ids.length);
  }

  private static Reply refused(Reply.Reason reason) {
    return new Reply.Refused(reason, null);
  }

  private static Reply archived(String revision) {
    return new Reply.Archived(List.of(new Reply.Entry(1, "SNAPSHOT", revision, 0)));
  }

  private static List<Note> notes(String... ids) {
    return Arrays.stream(ids).map(Note::of).toList();
  }

  private static String revision(int number) {
    return number + "-" + "%040x".formatted(number);
  }

  /** A revision of the same number, in another history. */
  private static String otherRevision(int number) {
    return number + "-" + "f".repeat(40);
  }

  private List<String> violations() {
    return HistoryChecker.violations(List.of("a", "b"), calls);
  }

  private void assertExplained() {
    assertThat(violations()).isEmpty();
  }

  private void assertContradicts() {
    assertThat(violations()).isNotEmpty();
  }
}
