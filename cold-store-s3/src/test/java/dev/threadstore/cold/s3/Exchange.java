package dev.threadstore.cold.s3;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;

/** A request that waits for its answer. */
record Exchange(Socket client, URI server, HttpRequest request) {

  /** Lets the server do what the request asks for; its answer. */
  byte[] forward() throws IOException {
    return forward(request);
  }

  byte[] forward(HttpRequest changed) throws IOException {
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.getOutputStream().write(changed.bytes());
      return socket.getInputStream().readAllBytes();
    }
  }

  void answer(byte[] answer) throws IOException {
    client.getOutputStream().write(answer);
  }

  /** Breaks the connection. */
  void reset() throws IOException {
    client.setSoLinger(true, 0);
    client.close();
  }

  /** Says nothing until the client gives up. */
  void keepSilent() throws IOException {
    while (client.getInputStream().read() >= 0) {
      // Whatever it may still say.
    }
  }
}
