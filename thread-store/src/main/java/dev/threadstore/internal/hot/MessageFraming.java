package dev.threadstore.internal.hot;

import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.model.PayloadFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A message record as it stands in the log: flags (1 byte; bit 0: the id stands inside the payload,
 * bit 1: the payload is JSON), length of the id (2 bytes), then either the id's offset in the
 * payload (4 bytes) or the id itself, then the payload; numbers big-endian. {@code lib/ids.lua}
 * reads the same layout. Ids that the codec writes into the payload verbatim, as most do, so cost 4
 * bytes.
 */
final class MessageFraming {
  private static final int ID_INSIDE = 1;
  private static final int JSON = 2;

  private MessageFraming() {}

  static byte[] frame(MessageRecord message) {
    byte[] id = message.id().getBytes(StandardCharsets.UTF_8);
    byte[] payload = message.payload();
    int offset = id.length > Integer.BYTES ? indexOf(payload, id) : -1;
    int json = message.format() == PayloadFormat.JSON ? JSON : 0;
    ByteBuffer record =
        ByteBuffer.allocate(3 + (offset >= 0 ? Integer.BYTES : id.length) + payload.length);
    record.put((byte) (json | (offset >= 0 ? ID_INSIDE : 0))).putShort((short) id.length);
    if (offset >= 0) {
      record.putInt(offset);
    } else {
      record.put(id);
    }
    return record.put(payload).array();
  }

  static MessageRecord parse(byte[] record) {
    ByteBuffer buffer = ByteBuffer.wrap(record);
    int flags = buffer.get();
    int idLength = Short.toUnsignedInt(buffer.getShort());
    boolean inside = (flags & ID_INSIDE) != 0;
    int idAt = inside ? 3 + Integer.BYTES + buffer.getInt(3) : 3;
    String id = new String(record, idAt, idLength, StandardCharsets.UTF_8);
    int payloadAt = inside ? 3 + Integer.BYTES : 3 + idLength;
    byte[] payload = Arrays.copyOfRange(record, payloadAt, record.length);
    return new MessageRecord(
        id, payload, (flags & JSON) != 0 ? PayloadFormat.JSON : PayloadFormat.BYTES);
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    for (int at = 0; at <= bytes.length - wanted.length; at++) {
      if (bytes[at] == wanted[0]
          && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    return -1;
  }
}
