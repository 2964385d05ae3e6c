package dev.threadstore.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A network between a client and a server: it can lose an answer, break, and lead elsewhere. */
final class Relay implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final int NOWHERE = 0;

  private final ServerSocket listening;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicReference<@Nullable Runnable> meanwhile = new AtomicReference<>();
  private volatile int target;

  Relay(int port) {
    target = port;
    try {
      listening = new ServerSocket(0, 50, LOOPBACK);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    inBackground(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  URI uri() {
    return URI.create("redis://" + LOOPBACK.getHostAddress() + ":" + port());
  }

  /**
   * The next answer does not arrive: the connection breaks instead.
   *
   * @param happens between the answer and the break
   */
  void loseNextAnswer(Runnable happens) {
    meanwhile.set(happens);
  }

  /** Breaks all connections; new ones lead to this port. */
  void leadTo(int port) {
    target = port;
    open.forEach(Relay::close);
  }

  /** Breaks all connections, and new ones at once. The port stays taken. */
  void cut() {
    leadTo(NOWHERE);
  }

  @Override
  public void close() {
    cut();
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        connect(listening.accept());
      } catch (IOException e) {
        // Closed, or it will work the next time.
      }
    }
  }

  private void connect(Socket client) {
    open.add(client);
    int port = target;
    try {
      if (port == NOWHERE) {
        throw new IOException("cut");
      }
      Socket server = new Socket(LOOPBACK, port);
      open.add(server);
      inBackground(() -> pass(client, server, false));
      inBackground(() -> pass(server, client, true));
    } catch (IOException e) {
      // Nobody listens there for the moment: the client tries again.
      open.remove(client);
      close(client);
    }
  }

  private void pass(Socket from, Socket to, boolean answers) {
    byte[] bytes = new byte[1 << 16];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        Runnable happens = answers ? meanwhile.getAndSet(null) : null;
        if (happens != null) {
          happens.run();
          return;
        }
        out.write(bytes, 0, count);
      }
    } catch (IOException e) {
      // Either side has gone: so does the other.
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private static void inBackground(Runnable run) {
    Thread thread = new Thread(run, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
