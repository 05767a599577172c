package io.ciao.api.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/// A request as it is sent. Immutable.
final class HttpMessage {
  private final String method;
  private final String path;
  private final List<String> headers;
  private final byte[] body;
  private final Limits limits;

  /// How long to wait.
  ///
  /// @param head how long it may take to send the request and to get the answer's head
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
  ClassicHttpRequest request(URI server) {
    var request = new BasicClassicHttpRequest(method, path);
    request.addHeader(HttpHeaders.HOST, server.getRawAuthority());
    for (int i = 0; i + 1 < headers.size(); i += 2) {
      request.addHeader(headers.get(i), oneLine(headers.get(i), headers.get(i + 1)));
    }
    if (body.length > 0 || !method.equals("GET")) {
      request.addHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length));
      request.setEntity(new ByteArrayEntity(body, null));
    }
    return request;
  }

  private static String oneLine(String name, String value) {
    if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("the header " + name + " holds a line end");
    }
    return value;
  }
}
