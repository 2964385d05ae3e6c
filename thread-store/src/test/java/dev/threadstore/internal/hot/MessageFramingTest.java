package dev.threadstore.internal.hot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.threadstore.internal.base.MessageRecord;
import dev.threadstore.model.PayloadFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageFramingTest {

  @Test
  void frame_idInsidePayload_isNotStoredTwice() {
    byte[] payload = "{\"id\":\"message-1\"}".getBytes(UTF_8);
    assertThat(MessageFraming.frame(record("message-1", payload))).hasSize(3 + 4 + payload.length);
    assertThat(MessageFraming.frame(record("elsewhere", payload))).hasSize(3 + 9 + payload.length);
  }

  @Test
  void parse_whatWasFramed_isTheSame() {
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      byte[] payload = new byte[random.nextInt(50)];
      random.nextBytes(payload);
      String id = "é".repeat(1 + random.nextInt(128));
      if (random.nextBoolean() && payload.length > 10) {
        id = "abcdef";
        System.arraycopy(id.getBytes(UTF_8), 0, payload, random.nextInt(4), 6);
      }
      for (PayloadFormat format : PayloadFormat.values()) {
        MessageRecord parsed =
            MessageFraming.parse(MessageFraming.frame(new MessageRecord(id, payload, format)));
        assertThat(parsed.id()).isEqualTo(id);
        assertThat(parsed.payload()).isEqualTo(payload);
        assertThat(parsed.format()).isEqualTo(format);
      }
    }
  }

  private static MessageRecord record(String id, byte[] payload) {
    return new MessageRecord(id, payload, PayloadFormat.JSON);
  }
}
