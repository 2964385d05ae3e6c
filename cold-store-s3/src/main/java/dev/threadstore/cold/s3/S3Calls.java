package dev.threadstore.cold.s3;

import dev.threadstore.cold.ColdStoreException;
import java.io.EOFException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Every call of the client goes through here: the one place where what it throws becomes what the
 * SPI throws. Thread-safe.
 *
 * <p>The client itself tries throttled, failed and unanswered requests again. Three things it takes
 * for final are tried again here: a conflict (409), which in S3 is another request to the same
 * object just under way; a list or the report of a delete that breaks off in its midst; and an
 * object that does not match its checksum, for it may have changed on its way.
 */
record S3Calls(String bucket, Retries retries) {
  static final String NO_SUCH_BUCKET = "NoSuchBucket";
  static final String NO_SUCH_KEY = "NoSuchKey";

  /** The headers of which one says where the body ends; the last one, where the connection does. */
  private static final List<String> ENDS =
      List.of("Content-Length", "Transfer-Encoding", "Connection");

  private static final int CONFLICT = 409;
  private static final String WRONG_PLACE = "is it the right region and endpoint?";

  /** How the client says so, and goes on to say everywhere it has looked. It has no type for it. */
  private static final String NO_CREDENTIALS = "Unable to load credentials";

  /** Makes the only call of an operation. */
  <T> T run(String operation, String what, Supplier<T> call) {
    return run(retries.begin(), operation, what, call);
  }

  /**
   * Makes one of an operation's calls.
   *
   * @param attempts those of the operation
   * @param operation what is done, for the message
   * @param what the object or prefix, for the message
   * @throws ColdStoreException if it failed; the interrupt flag is set if that was why
   */
  <T> T run(Attempts attempts, String operation, String what, Supplier<T> call) {
    for (int attempt = 1; ; attempt++) {
      try {
        return call.get();
      } catch (S3Exception e) {
        if (e.statusCode() != CONFLICT || !attempts.mayFollow(attempt)) {
          throw refused(operation, what, e);
        }
      } catch (SdkException | UncheckedIOException e) {
        if (isInterruption(e) || !isDamagedOnItsWay(e) || !attempts.mayFollow(attempt)) {
          throw failed(operation, what, e);
        }
      }
      attempts.pauseAfter(attempt);
    }
  }

  /**
   * An answer that broke off in the midst of its headers. The client takes those that have arrived
   * for all (as of 2.56) and finds an empty body: an object without bytes, a list without keys, a
   * report without errors. What only a whole answer has must therefore be asked for.
   */
  static UncheckedIOException brokenOff() {
    return new UncheckedIOException(new EOFException("the answer broke off in its headers"));
  }

  /** Accepts an answer whose headers say where its body ends: one without may have broken off. */
  static <T extends SdkResponse> T whole(T answer) {
    SdkHttpResponse http = answer.sdkHttpResponse();
    if (ENDS.stream().allMatch(header -> http.firstMatchingHeader(header).isEmpty())) {
      throw brokenOff();
    }
    return answer;
  }

  /** The error code in the answer's body; empty if there was none. */
  static String codeOf(S3Exception e) {
    AwsErrorDetails details = e.awsErrorDetails();
    return details == null ? "" : Objects.requireNonNullElse(details.errorCode(), "");
  }

  private ColdStoreException refused(String operation, String what, S3Exception e) {
    return new ColdStoreException(
        "s3 refused: operation=`%s` bucket=`%s` object=`%s` status=`%d` code=`%s` request=`%s` hint=`%s`"
            .formatted(
                operation,
                bucket,
                what,
                e.statusCode(),
                codeOf(e),
                e.requestId(),
                hint(e.statusCode(), codeOf(e))),
        e);
  }

  /**
   * Whether the answer to a list or a delete ended in its midst, or an object differs from its
   * checksum. The client has no types for either.
   */
  private static boolean isDamagedOnItsWay(RuntimeException e) {
    String message = String.valueOf(e.getMessage());
    return e instanceof UncheckedIOException
        || message.contains("Could not parse XML response")
        || message.contains("different checksum than expected");
  }

  private ColdStoreException failed(String operation, String what, RuntimeException e) {
    boolean interrupted = isInterruption(e);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return new ColdStoreException(
        "%s: operation=`%s` bucket=`%s` object=`%s` reason=`%s`"
            .formatted(
                interrupted ? "interrupted" : "s3 did not answer",
                operation,
                bucket,
                what,
                reason(e)),
        e);
  }

  private static String reason(RuntimeException e) {
    String message = String.valueOf(e.getMessage());
    if (message.startsWith(NO_CREDENTIALS)) {
      return "no credentials found, so it was not asked; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE";
    }
    for (Throwable each = e; each != null; each = each.getCause()) {
      if (each instanceof UnknownHostException) {
        return "unknown host: " + each.getMessage();
      }
    }
    return message;
  }

  private static boolean isInterruption(Throwable e) {
    for (Throwable each = e; each != null; each = each.getCause()) {
      if (each instanceof AbortedException
          || each instanceof InterruptedException
          || each instanceof ClosedByInterruptException
          // Its subclasses are timeouts.
          || each.getClass() == InterruptedIOException.class) {
        return true;
      }
    }
    return Thread.currentThread().isInterrupted();
  }

  private static String hint(int status, String code) {
    return switch (code) {
      case NO_SUCH_BUCKET -> "create the bucket, or mend its name";
      case "InvalidObjectState" -> "moved to a class that cannot be read; see the lifecycle rules";
      case "AuthorizationHeaderMalformed" -> WRONG_PLACE;
      case "SignatureDoesNotMatch" -> "the secret key is wrong, or of another access key";
      case "InvalidAccessKeyId" -> "the store knows no such access key";
      case "ExpiredToken" -> "the credentials have expired; get new ones";
      case "RequestTimeTooSkewed" -> "this machine's clock is wrong, or the store's";
      case "BadDigest", "XAmzContentSHA256Mismatch" -> "the bytes changed on their way";
      case "NotImplemented" -> "this store lacks what is needed";
      default -> hint(status);
    };
  }

  private static String hint(int status) {
    return switch (status) {
      case 301, 307 -> WRONG_PLACE;
      case 403 ->
          "see the needed permissions in docs/s3.md; without s3:ListBucket an absent object is forbidden too";
      case 404 -> "neither the object nor the bucket is said to be missing: is this S3?";
      case CONFLICT -> "another request to it was under way each time";
      case 429, 503 -> "throttled; later";
      default -> status >= 500 ? "the store failed; later" : "see docs/s3.md";
    };
  }
}
