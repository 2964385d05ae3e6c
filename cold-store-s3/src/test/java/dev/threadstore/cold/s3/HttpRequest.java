package dev.threadstore.cold.s3;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A request, as it arrived. Names of headers in lower case; one character a byte. */
record HttpRequest(String line, Map<String, String> headers, String body) {
  private static final String END_OF_HEAD = "\r\n\r\n";

  static HttpRequest readFrom(Socket client) throws IOException {
    InputStream in = client.getInputStream();
    String[] lines = readHead(in).split("\r\n", -1);
    Map<String, String> headers = new TreeMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.put(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).trim());
    }
    if (headers.remove("expect") != null) {
      client.getOutputStream().write(bytes("HTTP/1.1 100 Continue" + END_OF_HEAD));
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new HttpRequest(lines[0], headers, text(in.readNBytes(length)));
  }

  boolean isPut() {
    return line.startsWith("PUT ");
  }

  @Nullable String header(String name) {
    return headers.get(name);
  }

  HttpRequest without(String header) {
    Map<String, String> fewer = new TreeMap<>(headers);
    fewer.remove(header);
    return new HttpRequest(line, fewer, body);
  }

  HttpRequest withBody(String other) {
    return new HttpRequest(line, headers, other);
  }

  /** As sent to the server, which closes the connection after its answer. */
  byte[] bytes() {
    String head =
        headers.entrySet().stream()
            .filter(header -> !header.getKey().equals("connection"))
            .map(header -> header.getKey() + ": " + header.getValue() + "\r\n")
            .collect(Collectors.joining("", line + "\r\n", "connection: close" + END_OF_HEAD));
    return bytes(head + body);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf(END_OF_HEAD, Math.max(0, head.length() - END_OF_HEAD.length())) < 0) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException();
      }
      head.append((char) next);
    }
    return head.substring(0, head.length() - END_OF_HEAD.length());
  }
}
