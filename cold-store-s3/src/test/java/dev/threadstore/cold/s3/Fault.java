package dev.threadstore.cold.s3;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What happens to a request on its way. */
interface Fault {
  Fault NONE = exchange -> exchange.answer(exchange.forward());

  Fault SILENT = Exchange::keepSilent;

  Fault SILENT_AFTERWARDS =
      exchange -> {
        exchange.forward();
        exchange.keepSilent();
      };

  Fault RESET = Exchange::reset;

  Fault RESET_AFTERWARDS =
      exchange -> {
        exchange.forward();
        exchange.reset();
      };

  /** The answer ends in the midst of its body; or of its head, if it has no body. */
  Fault SHORT =
      exchange -> {
        byte[] answer = exchange.forward();
        exchange.answer(Arrays.copyOf(answer, answer.length - 3));
      };

  /** The answer stops in its midst, and nothing more comes. */
  Fault STALLED =
      exchange -> {
        byte[] answer = exchange.forward();
        exchange.answer(Arrays.copyOf(answer, answer.length - 3));
        exchange.keepSilent();
      };

  /** The answer comes byte by byte: never silent for long, and never done. */
  Fault SLOW =
      exchange -> {
        for (byte each : exchange.forward()) {
          exchange.answer(new byte[] {each});
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
      };

  /** The store does nothing, and answers with an error. */
  static Fault refusal(int status, String code) {
    return exchange -> exchange.answer(error(status, code));
  }

  /** Something in between answers, that is no S3. */
  static Fault foreign(int status) {
    return exchange -> exchange.answer(response(status, "text/html", "<html>What?</html>"));
  }

  static byte[] error(int status, String code) {
    return response(
        status,
        "application/xml",
        "<?xml version=\"1.0\"?><Error><Code>%s</Code><Message>told so</Message></Error>"
            .formatted(code));
  }

  static byte[] response(int status, String type, String body) {
    return HttpRequest.bytes(
        "HTTP/1.1 %d X\r\ncontent-type: %s\r\ncontent-length: %d\r\nconnection: close\r\n\r\n%s"
            .formatted(status, type, body.length(), body));
  }

  void happen(Exchange exchange) throws IOException;
}
