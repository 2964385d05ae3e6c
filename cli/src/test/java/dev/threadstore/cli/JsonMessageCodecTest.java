package dev.threadstore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonMessageCodecTest {
  private final JsonMessageCodec codec = new JsonMessageCodec();

  @Test
  void decode_whatWasEncoded_isTheSame() {
    JsonMessage message = new JsonMessage("é-1", "{\"n\":1.00,\"s\":\"\\ud800 😀\"}");
    assertThat(codec.decode(codec.id(message), codec.encode(message))).isEqualTo(message);
  }

  @Test
  void encode_message_isItsJsonAndNothingElse() {
    assertThat(codec.encode(new JsonMessage("x", "{\"a\":1}")))
        .isEqualTo("{\"a\":1}".getBytes(UTF_8));
  }

  @Test
  void decode_jsonOfAnApplication_isCompacted() {
    assertThat(codec.decode("x", "{\n  \"a\": 1\n}".getBytes(UTF_8)).json()).isEqualTo("{\"a\":1}");
  }

  @Test
  void decode_bytesThatAreNotJson_areShownAsBase64() {
    assertThat(codec.decode("x", new byte[] {(byte) 0xff, 0}).json())
        .isEqualTo("{\"base64\":\"/wA=\"}");
  }
}
