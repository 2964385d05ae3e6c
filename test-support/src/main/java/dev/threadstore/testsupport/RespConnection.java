package dev.threadstore.testsupport;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.StringJoiner;

/**
 * A connection to a Redis server for the few commands that start one: enough of RESP 2 (<a
 * href="https://redis.io/docs/latest/develop/reference/protocol-spec/">specification</a>) to read
 * any answer as text. Not thread-safe.
 */
final class RespConnection implements AutoCloseable {
  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  /**
   * Connects to a port of the loopback address.
   *
   * @param timeout for the connection and for each answer
   */
  RespConnection(int port, Duration timeout) throws IOException {
    int millis = Math.toIntExact(timeout.toMillis());
    socket = new Socket();
    try {
      socket.connect(LocalPorts.address(port), millis);
      socket.setSoTimeout(millis);
      socket.setTcpNoDelay(true);
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      out = socket.getOutputStream();
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Sends a command and waits for the answer.
   *
   * @return the answer as text; a list as one line for each element, nothing as an empty text
   * @throws RedisErrorException if the answer is an error
   */
  String call(String... command) throws IOException {
    StringBuilder request = new StringBuilder("*" + command.length + "\r\n");
    for (String word : command) {
      request.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    out.write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
    return readAnswer();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private String readAnswer() throws IOException {
    int kind = in.read();
    String line = readLine();
    return switch (kind) {
      case '+', ':' -> line;
      case '$' -> readBulk(Integer.parseInt(line));
      case '*' -> readList(Integer.parseInt(line));
      case '-' -> throw new RedisErrorException(line);
      default -> throw new IOException("unexpected answer: `" + (char) kind + line + "`");
    };
  }

  private String readList(int length) throws IOException {
    StringJoiner lines = new StringJoiner("\n");
    for (int i = 0; i < length; i++) {
      lines.add(readAnswer());
    }
    return lines.toString();
  }

  private String readBulk(int length) throws IOException {
    if (length < 0) {
      return "";
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    readLine();
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("connection closed");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** The server answered with an error. */
  static final class RedisErrorException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String answer;

    RedisErrorException(String answer) {
      super("Redis answered with an error: " + answer);
      this.answer = answer;
    }

    /** Starts with a code, such as {@code NOAUTH}. */
    String answer() {
      return answer;
    }
  }
}
