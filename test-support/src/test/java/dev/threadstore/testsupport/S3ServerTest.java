package dev.threadstore.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class S3ServerTest {
  private static final byte[] BYTES = {1, 2, 3};

  @Test
  void put_keysThatAreAlsoFolders_eachIsAnObject() {
    try (S3Server server = S3Server.start()) {
      S3Bucket bucket = server.access().newBucket();
      for (String key : new String[] {"a/b/c", "a/b", "a", "a-b", ".a", "a0"}) {
        bucket.put(key, BYTES);
      }

      assertThat(bucket.keys()).containsExactly(".a", "a", "a-b", "a/b", "a/b/c", "a0");
      assertThat(bucket.read("a/b")).isEqualTo(BYTES);
      assertThat(bucket.headers("a/b")).containsEntry("content-length", "3");
      bucket.remove();
      assertThatThrownBy(bucket::keys).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void put_wrongSecret_isRefused() {
    try (S3Server server = S3Server.start()) {
      S3Access access = server.access();
      S3Access wrong = new S3Access(access.endpoint(), access.accessKey(), "wrong");

      assertThatThrownBy(wrong::newBucket).isInstanceOf(IllegalStateException.class);
      assertThat(access.toString()).doesNotContain(access.secretKey());
    }
  }

  @Test
  void put_wrongSecretToATrustingServer_isDone() {
    try (S3Server server = S3Server.startTrusting()) {
      S3Access access = new S3Access(server.access().endpoint(), "anybody", "anything");
      S3Bucket bucket = access.newBucket();
      bucket.put("a", BYTES);

      assertThat(bucket.keys()).containsExactly("a");
    }
  }

  @Test
  void start_anyServer_listensOnTheLoopbackAddressOnly() throws IOException {
    try (S3Server server = S3Server.start()) {
      int port = server.access().endpoint().getPort();
      for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        for (InetAddress address : Collections.list(each.getInetAddresses())) {
          if (!address.isLoopbackAddress()) {
            assertThatThrownBy(() -> new Socket(address, port).close())
                .isInstanceOf(IOException.class);
          }
        }
      }
    }
  }

  @Test
  void process_started_servesUntilItIsClosed() {
    ProcessHandle process;
    try (S3ServerProcess server = S3ServerProcess.start()) {
      process = ProcessHandle.of(server.pid()).orElseThrow();
      S3Bucket bucket = server.access().newBucket();
      bucket.put("a", BYTES);

      assertThat(bucket.read("a")).isEqualTo(BYTES);
    }
    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void process_whoStartedItHasGone_ends() throws Exception {
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                S3ServerProcess.class.getName())
            .start();
    try {
      assertThat(process.inputReader().readLine()).startsWith("http://127.0.0.1:");

      process.getOutputStream().close(); // as the end of a process does

      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }
}
