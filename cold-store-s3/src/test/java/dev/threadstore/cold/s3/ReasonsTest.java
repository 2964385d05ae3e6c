package dev.threadstore.cold.s3;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.cold.ColdStoreException;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;

/** What a message says to those who have set something wrong. */
class ReasonsTest {
  private final Disturbed disturbed = new Disturbed();

  @AfterEach
  void close() {
    disturbed.close();
  }

  @ParameterizedTest
  @CsvSource({
    "403, SignatureDoesNotMatch, the secret key is wrong",
    "403, InvalidAccessKeyId, no such access key",
    "400, ExpiredToken, the credentials have expired",
    "403, RequestTimeTooSkewed, this machine's clock is wrong",
    "403, AccessDenied, permissions",
    "400, InvalidRequest, docs/s3.md"
  })
  void anyOperation_refused_saysWhatIsWrong(int status, String code, String hint) {
    disturbed.proxy.always(Fault.refusal(status, code));

    try (S3ColdStore store = disturbed.store().open()) {
      assertThatThrownBy(() -> store.read("a"))
          .isInstanceOf(ColdStoreException.class)
          .hasMessageContaining("code=`" + code + "`")
          .hasMessageContaining(hint);
    }
  }

  @Test
  void anyOperation_unknownHost_namesIt() {
    try (S3ColdStore store =
        disturbed.store().endpoint(URI.create("http://s3.invalid")).maxAttempts(1).open()) {
      assertThatThrownBy(() -> store.read("a"))
          .isInstanceOf(ColdStoreException.class)
          .hasMessageContaining("reason=`unknown host: s3.invalid");
    }
  }

  @Test
  void anyOperation_noCredentials_saysSoWithoutTheChainOfProviders() {
    AwsCredentialsProviderChain nowhere =
        AwsCredentialsProviderChain.of(SystemPropertyCredentialsProvider.create());

    try (S3ColdStore store = disturbed.store().credentials(nowhere).open()) {
      assertThatThrownBy(() -> store.read("a"))
          .isInstanceOf(ColdStoreException.class)
          .hasMessageContaining("no credentials found")
          .hasMessageNotContaining("Provider");
    }
  }
}
