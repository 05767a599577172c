package io.ciao.api.client;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// A request as it is sent. Immutable.
final class HttpMessage {
  private final String method;
  private final String path;
  private final List<String> headers;
  private final byte[] body;
  private final Limits limits;

  /// How long to wait.
  ///
  /// @param head how long the answer's head may take
  /// @param silence how long nothing may come of the answer's body; zero for ever
  record Limits(Duration head, Duration silence) {}

  /// @param headers name, value, name, value; without line ends
  /// @param body empty where there is none; must not change any more
  HttpMessage(String method, String path, List<String> headers, byte[] body, Limits limits) {
    this.method = method;
    this.path = path;
    this.headers = List.copyOf(headers);
    this.body = body;
    this.limits = limits;
  }

  Limits limits() {
    return limits;
  }

  /// Whether it may be sent again though nobody knows whether it was carried out.
  boolean repeatable() {
    return method.equals("GET");
  }

  /// Head and body for one server.
  byte[] bytes(URI server) {
    var head = new StringBuilder(512);
    head.append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
    header(head, "Host", server.getRawAuthority());
    for (int i = 0; i + 1 < headers.size(); i += 2) {
      header(head, headers.get(i), headers.get(i + 1));
    }
    if (body.length > 0 || !method.equals("GET")) {
      header(head, "Content-Length", Integer.toString(body.length));
    }
    var bytes = new ByteArrayOutputStream(head.length() + body.length + 2);
    bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    bytes.writeBytes(body);
    return bytes.toByteArray();
  }

  private static void header(StringBuilder head, String name, String value) {
    if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("the header " + name + " holds a line end");
    }
    head.append(name).append(": ").append(value).append("\r\n");
  }
}
