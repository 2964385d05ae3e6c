package dev.threadstore.internal.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The state document: <code>{"state":…}</code> as it is, or <code>{"state64":"…"}</code> if it is
 * not one line.
 */
final class StateLine {
  private static final byte[] STATE = "{\"state\":".getBytes(US_ASCII);
  private static final byte[] STATE64 = "{\"state64\":".getBytes(US_ASCII);

  private StateLine() {}

  static void write(byte[] state, OutputStream out) throws IOException {
    if (OpaqueValue.fitsInLine(state)) {
      out.write(STATE);
      OpaqueValue.writeVerbatim(state, out);
    } else {
      out.write(STATE64);
      OpaqueValue.writeBase64(state, out);
    }
  }

  static byte[] read(ContentLine line) throws UnreadableObjectException {
    byte[] state = null;
    if (line.has(STATE, line.begin())) {
      state = OpaqueValue.readVerbatim(line, line.begin() + STATE.length);
    } else if (line.has(STATE64, line.begin())) {
      state = OpaqueValue.readBase64(line, line.begin() + STATE64.length);
    }
    if (state == null) {
      throw new UnreadableObjectException("line has no state: line=`state`");
    }
    return state;
  }
}
