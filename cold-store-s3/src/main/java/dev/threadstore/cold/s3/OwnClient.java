package dev.threadstore.cold.s3;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/**
 * What a client is built from if the user brings none.
 *
 * <p>It is the synchronous client, since the SPI blocks, on Apache's HTTP client: it sends nothing
 * twice on its own (the JDK's {@code HttpURLConnection} does), and gives up a request when the
 * SDK's timeouts say so.
 */
final class OwnClient {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** More than the library's cold executor and the probe use at once. */
  private static final int MAX_CONNECTIONS = 128;

  @Nullable URI endpoint;
  @Nullable String region;
  @Nullable AwsCredentialsProvider credentials;
  boolean pathStyle;
  boolean chunked = true;
  Duration callTimeout = Duration.ofMinutes(2);
  Duration silenceTimeout = Duration.ofSeconds(10);

  /**
   * Builds it.
   *
   * @throws IllegalStateException if no region is known
   */
  S3Client build(ChecksumMode checksums, Retries retries) {
    S3ClientBuilder client =
        S3Client.builder()
            .region(region())
            .httpClientBuilder(
                Apache5HttpClient.builder()
                    .connectionTimeout(CONNECT_TIMEOUT)
                    .connectionAcquisitionTimeout(callTimeout)
                    .socketTimeout(silenceTimeout)
                    .maxConnections(MAX_CONNECTIONS))
            .serviceConfiguration(
                S3Configuration.builder()
                    .pathStyleAccessEnabled(pathStyle)
                    .chunkedEncodingEnabled(chunked)
                    .build())
            .overrideConfiguration(
                configuration ->
                    configuration
                        .apiCallTimeout(callTimeout)
                        .retryStrategy(
                            AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(retries.maxAttempts())
                                .build()));
    if (checksums == ChecksumMode.WHEN_REQUIRED) {
      client
          .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
          .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
          .addPlugin(LegacyMd5Plugin.create());
    }
    if (endpoint != null) {
      client.endpointOverride(endpoint);
    }
    if (credentials != null) {
      client.credentialsProvider(credentials);
    }
    return client.build();
  }

  private Region region() {
    if (region != null) {
      return Region.of(region);
    }
    // Those who run a store of their own rarely name a region, and any will do there.
    return endpoint != null ? Region.US_EAST_1 : regionOfEnvironment();
  }

  private static Region regionOfEnvironment() {
    try {
      return DefaultAwsRegionProviderChain.builder().build().getRegion();
    } catch (SdkClientException e) {
      throw new IllegalStateException("no region is known; set it, or AWS_REGION", e);
    }
  }
}
