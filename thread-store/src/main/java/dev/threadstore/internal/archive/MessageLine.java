package dev.threadstore.internal.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.model.PayloadFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * One message. The last member's name says what the payload is and how it is written:
 *
 * <pre>
 * {"id":"m-1","json":{"role":"user"}}     JSON, as it is
 * {"id":"m-2","json64":"ewp9"}            JSON of several lines
 * {"id":"m-3","base64":"AAEC"}            bytes
 * </pre>
 */
final class MessageLine {
  private static final byte[] ID = "{\"id\":".getBytes(US_ASCII);
  private static final byte[] JSON = ",\"json\":".getBytes(US_ASCII);
  private static final byte[] JSON64 = ",\"json64\":".getBytes(US_ASCII);
  private static final byte[] BASE64 = ",\"base64\":".getBytes(US_ASCII);

  private MessageLine() {}

  static void write(MessageRecord message, OutputStream out) throws IOException {
    byte[] payload = message.payload();
    out.write(ID);
    out.write(JsonText.quoteToBytes(message.id()));
    if (message.format() == PayloadFormat.BYTES) {
      out.write(BASE64);
      OpaqueValue.writeBase64(payload, out);
    } else if (OpaqueValue.fitsInLine(payload)) {
      out.write(JSON);
      OpaqueValue.writeVerbatim(payload, out);
    } else {
      out.write(JSON64);
      OpaqueValue.writeBase64(payload, out);
    }
  }

  /** Reads so many messages. The list grows with what is there: the count is only a claim. */
  static List<MessageRecord> readAll(long count, ContentLines lines)
      throws UnreadableObjectException {
    List<MessageRecord> messages = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      String what = "message " + i;
      messages.add(read(lines.next(what), what));
    }
    return messages;
  }

  /**
   * Reads a message.
   *
   * @param what names the line in a problem
   */
  static MessageRecord read(ContentLine line, String what) throws UnreadableObjectException {
    int quote = line.begin() + ID.length;
    int closing = line.has(ID, line.begin()) ? JsonText.closingQuote(line, quote) : -1;
    String id = closing >= 0 ? JsonText.parse(line, quote, closing) : null;
    if (id == null) {
      throw new UnreadableObjectException("line has no id: line=`" + what + "`");
    }
    int name = closing + 1;
    byte[] payload = null;
    PayloadFormat format = PayloadFormat.JSON;
    if (line.has(JSON, name)) {
      payload = OpaqueValue.readVerbatim(line, name + JSON.length);
    } else if (line.has(JSON64, name)) {
      payload = OpaqueValue.readBase64(line, name + JSON64.length);
    } else if (line.has(BASE64, name)) {
      payload = OpaqueValue.readBase64(line, name + BASE64.length);
      format = PayloadFormat.BYTES;
    }
    if (payload == null) {
      throw new UnreadableObjectException("line has no payload: line=`" + what + "`");
    }
    return new MessageRecord(id, payload, format);
  }
}
