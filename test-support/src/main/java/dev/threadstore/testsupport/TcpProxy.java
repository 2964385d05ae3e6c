package dev.threadstore.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A network between clients and a server of this machine, on the loopback address: it can be slow,
 * stand still, break, lose an answer, and lead to another server.
 *
 * <pre>{@code
 * try (TcpProxy network = TcpProxy.to(redis.port())) {
 *   RedisClient client = RedisClient.create("redis://127.0.0.1:" + network.port());
 *   network.breakAfter(TcpProxy.Direction.ANSWERS, 0);
 *   …
 * }
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class TcpProxy implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final int NOWHERE = 0;

  private final ServerSocket listening;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Way requests = new Way();
  private final Way answers = new Way();
  private volatile int target;

  /** Which way bytes go. */
  public enum Direction {
    /** From the clients to the server. */
    REQUESTS,
    /** From the server to the clients. */
    ANSWERS
  }

  private TcpProxy(int port) {
    target = port;
    try {
      listening = new ServerSocket(0, 50, LOOPBACK);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    inBackground(this::accept);
  }

  /**
   * Starts one that lets everything pass.
   *
   * @param port of the server, on the loopback address; nobody needs to listen there yet
   * @return the proxy, to be closed
   */
  public static TcpProxy to(int port) {
    return new TcpProxy(port);
  }

  /**
   * Where clients connect.
   *
   * @return a port of the loopback address
   */
  public int port() {
    return listening.getLocalPort();
  }

  /**
   * Breaks all connections; new ones lead to this port.
   *
   * @param port of the server from now on
   */
  public void leadTo(int port) {
    target = port;
    breakAll();
  }

  /** Breaks all connections, and new ones at once, until {@link #leadTo}. The port stays taken. */
  public void cut() {
    leadTo(NOWHERE);
  }

  /** Breaks all connections that there are; new ones work. */
  public void breakAll() {
    open.forEach(TcpProxy::close);
  }

  /**
   * Lets so many bytes more pass in one direction, of all connections together; the connection in
   * which the next one follows breaks, once.
   *
   * @param direction which way
   * @param bytes how many, from 0: a few cut a request or an answer in two
   */
  public void breakAfter(Direction direction, int bytes) {
    way(direction).meanwhile.set(new Break(bytes, () -> {}));
  }

  /**
   * Whether a break is still to come.
   *
   * @param direction which way
   * @return false if none was asked for, or it has come
   */
  public boolean isToBreak(Direction direction) {
    return way(direction).meanwhile.get() != null;
  }

  /**
   * The next answer does not arrive: the connection breaks instead.
   *
   * @param happens between the answer and the break
   */
  public void loseNextAnswer(Runnable happens) {
    answers.meanwhile.set(new Break(0, happens));
  }

  /**
   * Makes one direction slow: whatever is passed on waits first.
   *
   * @param direction which way
   * @param delay how long; zero for a fast network
   */
  public void delay(Direction direction, Duration delay) {
    way(direction).delay = delay;
  }

  /**
   * Stops one direction: connections stay open, and nothing arrives, until {@link #release}.
   *
   * @param direction which way
   */
  public void hold(Direction direction) {
    way(direction).hold(true);
  }

  /**
   * Lets pass what was {@linkplain #hold held}.
   *
   * @param direction which way
   */
  public void release(Direction direction) {
    way(direction).hold(false);
  }

  /** Undoes delays, holds and breaks that are to come. */
  public void heal() {
    for (Way way : new Way[] {requests, answers}) {
      way.delay = Duration.ZERO;
      way.meanwhile.set(null);
      way.hold(false);
    }
  }

  /** Breaks all connections and stops listening. */
  @Override
  public void close() {
    cut();
    heal();
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Way way(Direction direction) {
    return direction == Direction.REQUESTS ? requests : answers;
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
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      open.add(server);
      if (target != port) {
        // It leads elsewhere since: what was broken then must not live on here.
        close(server);
      }
      inBackground(() -> pass(client, server, requests));
      inBackground(() -> pass(server, client, answers));
    } catch (IOException e) {
      // Nobody listens there for the moment: the client tries again.
      open.remove(client);
      close(client);
    }
  }

  private void pass(Socket from, Socket to, Way way) {
    byte[] bytes = new byte[1 << 16];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        way.await();
        int passes = way.passes(count);
        out.write(bytes, 0, passes);
        if (passes < count) {
          return;
        }
      }
    } catch (IOException e) {
      // Either side has gone: so does the other.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private static void inBackground(Runnable run) {
    Thread thread = new Thread(run, "tcp-proxy");
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

  /** A break that is to come. */
  private record Break(int after, Runnable happens) {}

  /** What happens to the bytes that go one way. */
  private static final class Way {
    private final AtomicReference<@Nullable Break> meanwhile = new AtomicReference<>();
    private volatile Duration delay = Duration.ZERO;
    private boolean held;

    synchronized void hold(boolean value) {
      held = value;
      notifyAll();
    }

    void await() throws InterruptedException {
      Thread.sleep(delay.toMillis());
      synchronized (this) {
        while (held) {
          wait();
        }
      }
    }

    /** How many of the next bytes pass: fewer than all, and the connection is to break. */
    int passes(int count) {
      Break next = meanwhile.get();
      if (next == null) {
        return count;
      }
      if (next.after() >= count) {
        meanwhile.compareAndSet(next, new Break(next.after() - count, next.happens()));
        return count;
      }
      if (meanwhile.compareAndSet(next, null)) {
        next.happens().run();
        return next.after();
      }
      return count;
    }
  }
}
