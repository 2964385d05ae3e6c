package dev.threadstore.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threadstore.testsupport.TcpProxy.Direction;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a network does to a conversation with a server that sends back what it gets. */
class TcpProxyTest {
  private final ServerSocket echo = listening();
  private final AtomicInteger received = new AtomicInteger();
  private final TcpProxy proxy = TcpProxy.to(echo.getLocalPort());

  TcpProxyTest() {
    Thread server = new Thread(this::serve);
    server.setDaemon(true);
    server.start();
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    echo.close();
  }

  @Test
  void connection_undisturbed_carriesBothWays() throws IOException {
    try (Client client = new Client()) {
      assertThat(client.ask(42)).isEqualTo(42);
      assertThat(client.ask(43)).isEqualTo(43);
    }
  }

  @Test
  void breakAll_endsConnections_andLetsNewOnesThrough() throws IOException {
    try (Client client = new Client();
        Client next = new Client()) {
      client.ask(1);
      next.ask(1);
      proxy.breakAll();
      assertBroken(client);
      assertBroken(next);
    }
    try (Client later = new Client()) {
      assertThat(later.ask(2)).isEqualTo(2);
    }
  }

  @Test
  void cut_refusesNewConnections_untilItLeadsSomewhere() throws IOException {
    proxy.cut();
    try (Client client = new Client()) {
      assertBroken(client);
    }
    proxy.leadTo(echo.getLocalPort());
    try (Client client = new Client()) {
      assertThat(client.ask(3)).isEqualTo(3);
    }
  }

  @Test
  void breakAfter_answers_losesTheRestAfterTheEffect() throws IOException {
    proxy.breakAfter(Direction.ANSWERS, 6);
    try (Client client = new Client()) {
      assertThat(client.ask(4)).isEqualTo(4);
      assertBroken(client);
    }
    assertThat(received).hasValue(2);
    try (Client client = new Client()) {
      assertThat(client.ask(5)).as("it breaks once").isEqualTo(5);
    }
  }

  @Test
  void breakAfter_requests_losesTheRestBeforeTheEffect() throws IOException {
    proxy.breakAfter(Direction.REQUESTS, 6);
    try (Client client = new Client()) {
      assertThat(client.ask(6)).isEqualTo(6);
      assertBroken(client);
    }
    assertThat(received).hasValue(1);
  }

  @Test
  void hold_keepsBytesBack_untilTheRelease() throws IOException {
    try (Client client = new Client()) {
      client.ask(7);
      proxy.hold(Direction.ANSWERS);
      client.socket.setSoTimeout(50);
      assertThatThrownBy(() -> client.ask(8)).isInstanceOf(SocketTimeoutException.class);
      assertThat(received).hasValue(2);
      proxy.release(Direction.ANSWERS);
      client.socket.setSoTimeout(0);
      assertThat(client.answer()).isEqualTo(8);
    }
  }

  @Test
  void delay_makesEachAnswerLate() throws IOException {
    try (Client client = new Client()) {
      client.ask(9);
      proxy.delay(Direction.ANSWERS, Duration.ofMillis(30));
      long start = System.nanoTime();
      assertThat(client.ask(10)).isEqualTo(10);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(29));
    }
  }

  private void assertBroken(Client client) {
    assertThatThrownBy(() -> client.ask(0))
        .isInstanceOfAny(EOFException.class, SocketException.class);
  }

  private void serve() {
    while (!echo.isClosed()) {
      try {
        Socket socket = echo.accept();
        Thread conversation = new Thread(() -> echo(socket));
        conversation.setDaemon(true);
        conversation.start();
      } catch (IOException e) {
        // The test has ended.
      }
    }
  }

  private void echo(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      while (true) {
        int number = in.readInt();
        received.incrementAndGet();
        out.writeInt(number);
      }
    } catch (IOException e) {
      // The client has gone.
    }
  }

  private static ServerSocket listening() {
    try {
      return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Client implements AutoCloseable {
    private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());

    Client() throws IOException {}

    int ask(int number) throws IOException {
      new DataOutputStream(socket.getOutputStream()).writeInt(number);
      return answer();
    }

    int answer() throws IOException {
      return new DataInputStream(socket.getInputStream()).readInt();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
