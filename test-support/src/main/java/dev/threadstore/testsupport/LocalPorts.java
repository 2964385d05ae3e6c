package dev.threadstore.testsupport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;

/** Finds ports of the loopback address on which a Redis server, also of a cluster, can listen. */
final class LocalPorts {
  /** A cluster's node talks to the others on its port plus this. */
  private static final int BUS_OFFSET = 10_000;

  /**
   * Both ports stay below 32768, where Linux starts to take local ports of outgoing connections:
   * one of those could come in between the search and the server's start.
   */
  private static final int FIRST = 10_000;

  private static final int END = 22_767;

  private static final int ATTEMPTS = 1000;

  private LocalPorts() {}

  /**
   * A port that is free now, at random, so that processes that search at once find different ones.
   *
   * @throws IllegalStateException if there seems to be none
   */
  static int next() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      if (isFree(port) && isFree(port + BUS_OFFSET)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port found: from=`" + FIRST + "` to=`" + END + "`");
  }

  /** A port of the address on which our servers listen, and no other machine reaches. */
  static InetSocketAddress address(int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(address(port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
