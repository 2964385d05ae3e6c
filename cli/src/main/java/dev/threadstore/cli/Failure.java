package dev.threadstore.cli;

import dev.threadstore.cold.ColdStoreException;
import dev.threadstore.cold.s3.UnfitStoreException;
import dev.threadstore.model.ArchiveConflictException;
import dev.threadstore.model.DamagedHotCopyException;
import dev.threadstore.model.InvalidInputException;
import dev.threadstore.model.OutcomeUnknownException;
import dev.threadstore.model.RevisionConflictException;
import dev.threadstore.model.StoreUnavailableException;
import dev.threadstore.model.ThreadExistsException;
import dev.threadstore.model.ThreadNotFoundException;
import dev.threadstore.model.ThreadStoreException;
import dev.threadstore.model.UndecodableContentException;
import dev.threadstore.model.UnreadableSnapshotException;
import io.lettuce.core.RedisException;
import java.io.UncheckedIOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the user is told of an exception. The one place that knows which exception means which exit
 * code.
 *
 * @param code the exit code
 * @param message what went wrong
 * @param hint what to do about it, if there is something
 */
record Failure(ExitCode code, String message, @Nullable String hint) {

  private static final Pattern CREDENTIALS = Pattern.compile("(:/+)[^/@\\s`']+@");

  /** A segment's key, with the position of its first message. */
  private static final Pattern SEGMENT =
      Pattern.compile(".*/segments/[0-9]+-([0-9]{1,18})-[0-9]+-[^/]+");

  static Failure of(Throwable problem) {
    if (problem instanceof CommandFailure f) {
      return new Failure(f.code(), text(f), f.hint());
    }
    if (problem instanceof ThreadStoreException e) {
      return of(e);
    }
    if (problem instanceof RedisException) {
      return new Failure(
          ExitCode.UNAVAILABLE, "redis failed: " + text(problem), "is it running, and reachable?");
    }
    if (problem instanceof UnfitStoreException) {
      return new Failure(ExitCode.UNAVAILABLE, "cannot use the bucket: " + text(problem), null);
    }
    if (problem instanceof ColdStoreException) {
      return new Failure(ExitCode.UNAVAILABLE, "cold store failed: " + text(problem), null);
    }
    if (problem instanceof OutputClosedException) {
      return new Failure(ExitCode.OUTPUT_CLOSED, text(problem), null);
    }
    if (problem instanceof UncheckedIOException) {
      return new Failure(ExitCode.SOME_FAILED, "reading failed" + cause(problem), null);
    }
    if (problem instanceof UnsupportedOperationException) {
      return new Failure(
          ExitCode.USAGE, "this needs a cold store", "give one with --cold, instead of `none`");
    }
    return new Failure(
        ExitCode.INTERNAL, "unexpected: " + problem, "--debug shows where; please report it");
  }

  private static Failure of(ThreadStoreException e) {
    for (Throwable each = e; each != null; each = each.getCause()) {
      if (each instanceof UnfitStoreException unfit) {
        return of(unfit); // from below the library: trying again does not help
      }
    }
    String text = text(e);
    if (e instanceof ThreadNotFoundException) {
      return new Failure(ExitCode.NOT_FOUND, text, "`threadctl list` shows the threads there are");
    }
    if (e instanceof ThreadExistsException) {
      return new Failure(ExitCode.CONFLICT, text, "choose another id, or delete it first");
    }
    if (e instanceof RevisionConflictException) {
      return new Failure(ExitCode.CONFLICT, text, "look at it again, then decide again");
    }
    if (e instanceof ArchiveConflictException) {
      return new Failure(
          ExitCode.CONFLICT,
          text,
          "`threadctl resolve` leads out: --keep-hot, --keep-cold or --fork-hot-to ID");
    }
    if (e instanceof InvalidInputException) {
      return new Failure(ExitCode.USAGE, text, null);
    }
    if (e instanceof StoreUnavailableException) {
      return new Failure(
          ExitCode.UNAVAILABLE,
          text + cause(e),
          "nothing was lost; see that it runs, and try again");
    }
    if (e instanceof OutcomeUnknownException) {
      return new Failure(
          ExitCode.UNKNOWN, text + cause(e), "`threadctl show` tells whether it was made");
    }
    if (e instanceof UnreadableSnapshotException unreadable) {
      return new Failure(ExitCode.DAMAGED, text, wayOut(unreadable));
    }
    if (e instanceof DamagedHotCopyException) {
      return new Failure(
          ExitCode.DAMAGED,
          text,
          "`threadctl resolve ID --keep-cold` goes back to what is archived");
    }
    if (e instanceof UndecodableContentException) {
      return new Failure(ExitCode.DAMAGED, text + cause(e), null);
    }
    return new Failure(ExitCode.SOME_FAILED, text, null);
  }

  private static String wayOut(UnreadableSnapshotException e) {
    if (e.newestIntact().isPresent()) {
      return "`threadctl restore ID %d` goes back to the newest intact snapshot"
          .formatted(e.newestIntact().getAsLong());
    }
    Matcher segment = SEGMENT.matcher(e.key());
    if (segment.matches() && Long.parseLong(segment.group(1)) > 0) {
      return "`threadctl fork ID NEW --at-position %d` saves the messages before it; see docs/operations.md"
          .formatted(Long.parseLong(segment.group(1)) - 1);
    }
    return "`threadctl history ID` shows what there is";
  }

  private static String text(Throwable problem) {
    String message = problem.getMessage();
    return redacted(message == null ? problem.getClass().getSimpleName() : message);
  }

  private static String cause(Throwable problem) {
    return problem.getCause() == null ? "" : ": " + text(problem.getCause());
  }

  /** The text without the password of any URI in it. */
  static String redacted(String text) {
    return CREDENTIALS.matcher(text).replaceAll("$1***@");
  }

  /** One line for a list of failures. */
  String inOneLine() {
    return Printable.line(hint == null ? message : message + " (" + hint + ")");
  }
}
