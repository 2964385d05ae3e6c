package dev.threadstore.cli;

import dev.threadstore.model.Revision;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of a change that it shall be made only if nobody changed the thread before. */
final class ExpectedRevision {

  @Option(
      names = "--expect",
      paramLabel = "REVISION",
      description = "only if the thread is at this revision, as `show` prints it")
  private @Nullable String text;

  boolean isGiven() {
    return text != null;
  }

  /** The revision, or {@link Revision#ANY} if none was given. */
  Revision revision() {
    return text == null ? Revision.ANY : Revision.parse(text);
  }
}
