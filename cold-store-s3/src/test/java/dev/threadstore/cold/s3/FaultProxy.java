package dev.threadstore.cold.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands in front of an S3 server and lets requests go wrong. It takes one request on each
 * connection, and keeps it.
 */
final class FaultProxy implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final URI server;
  private final ServerSocket listening;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<Fault> planned = new ConcurrentLinkedQueue<>();
  private final List<HttpRequest> requests = new CopyOnWriteArrayList<>();
  private volatile Fault usual = Fault.NONE;

  FaultProxy(URI server) {
    this.server = server;
    try {
      listening = new ServerSocket(0, 50, LOOPBACK);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    inBackground(this::accept);
  }

  URI endpoint() {
    return URI.create("http://" + LOOPBACK.getHostAddress() + ":" + listening.getLocalPort());
  }

  /** The next request meets this. */
  void next(Fault fault) {
    planned.add(fault);
  }

  /** Every request meets this. */
  void always(Fault fault) {
    usual = fault;
  }

  /** What has arrived, in order. */
  List<HttpRequest> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        open.add(client);
        inBackground(() -> serve(client));
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      HttpRequest request = HttpRequest.readFrom(client);
      requests.add(request);
      Fault fault = planned.poll();
      (fault == null ? usual : fault).happen(new Exchange(client, server, request));
    } catch (IOException e) {
      // Either side has gone, and the other notices.
    } finally {
      open.remove(client);
    }
  }

  private static void inBackground(Runnable run) {
    Thread thread = new Thread(run, "fault-proxy");
    thread.setDaemon(true);
    thread.start();
  }
}
