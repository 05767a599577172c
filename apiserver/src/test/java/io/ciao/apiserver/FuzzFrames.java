package io.ciao.apiserver;

import io.ciao.testkit.Gen;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Bytes that break the framing itself, of HTTP and of WebSockets. Each takes a connection of its
/// own.
final class FuzzFrames {
  private static final List<String> RAW =
      List.of(
          "\r\n\r\n",
          "GET\r\n\r\n",
          "GET / HTTP/9.9\r\n\r\n",
          "GET /apis HTTP/1.1\r\nHost a\r\n\r\n",
          "GET /apis HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
          "GET /apis HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
          "POST /apis HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
          "POST /apis HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n",
          "POST /apis HTTP/1.1\r\n"
              + "Host: a\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n"
              + "fffffffffffffffff\r\n",
          "POST /apis HTTP/1.1\r\n"
              + "Host: a\r\n"
              + "Transfer-Encoding: chunked\r\n"
              + "Content-Length: 3\r\n\r\n"
              + "0\r\n\r\n",
          "POST /apis HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, x\r\n\r\n",
          "POST /apis HTTP/1.1\r\n"
              + "Host: a\r\n"
              + "Expect: 100-continue\r\n"
              + "Content-Length: 99999999\r\n\r\n",
          "POST /apis HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nshort",
          "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
          "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n",
          "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET http://[::1/ HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET /apis HTTP/1.0\r\n\r\n",
          "GET /apis HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\n"
              + "HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
          "G\u0000T /apis HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET /a\u0000b HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET /apis HTTP/1.1\r\nHost: a\r\nA\u0001: b\r\n\r\n",
          "GET /apis HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n");

  private static final String WATCH =
      "GET /apis/ciao.io/v1/tenants?watch=true HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n"
          + "Upgrade: websocket\r\n";
  private static final String HANDSHAKE =
      WATCH + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  private static final List<String> HANDSHAKES =
      List.of(
          WATCH + "\r\n",
          WATCH + "Sec-WebSocket-Version: 7\r\nSec-WebSocket-Key: x\r\n\r\n",
          WATCH + "Sec-WebSocket-Version: 13\r\n\r\n",
          WATCH + "Sec-WebSocket-Version: x\r\nSec-WebSocket-Key: \r\n\r\n",
          WATCH
              + "Sec-WebSocket-Version: 13\r\n"
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
              + "Sec-WebSocket-Protocol: ,,a b,\r\n"
              + "Sec-WebSocket-Extensions: permessage-deflate; x\r\n\r\n",
          "POST" + WATCH.substring(3) + "Content-Length: 0\r\n\r\n",
          WATCH.replace("/tenants", "/nothing") + "Sec-WebSocket-Version: 13\r\n\r\n");

  private final Gen gen;

  FuzzFrames(Gen gen) {
    this.gen = gen;
  }

  /// One broken request.
  byte[] http() {
    if (gen.oneIn(8)) {
      return ("GET /apis HTTP/1.1\r\nHost: a\r\nX: "
              + "y".repeat(gen.between(1_000, 80_000))
              + "\r\n\r\n")
          .getBytes(StandardCharsets.ISO_8859_1);
    }
    if (gen.oneIn(8)) {
      return ("GET /" + "y".repeat(gen.between(1_000, 40_000)) + " HTTP/1.1\r\nHost: a\r\n\r\n")
          .getBytes(StandardCharsets.ISO_8859_1);
    }
    byte[] bytes = gen.oneOf(RAW).getBytes(StandardCharsets.ISO_8859_1);
    if (gen.coin()) {
      bytes[gen.between(0, bytes.length - 1)] = (byte) gen.between(0, 255);
    }
    return bytes;
  }

  /// A handshake that is wrong somewhere.
  byte[] handshake() {
    return gen.oneOf(HANDSHAKES).getBytes(StandardCharsets.ISO_8859_1);
  }

  /// A correct handshake, after which frames are read.
  static byte[] goodHandshake() {
    return HANDSHAKE.getBytes(StandardCharsets.ISO_8859_1);
  }

  /// A WebSocket frame with anything wrong: reserved bits and codes, no mask, lengths that lie,
  /// text that is no UTF-8, control frames that are too long.
  byte[] frame() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(gen.between(0, 255));
    boolean masked = !gen.oneIn(4);
    int length = gen.between(0, 200);
    switch (gen.between(0, 5)) {
      case 0 -> {
        out.write(masked ? 0xFE : 0x7E);
        out.write(gen.between(0, 255));
        out.write(gen.between(0, 255));
      }
      case 1 -> {
        out.write(masked ? 0xFF : 0x7F);
        for (int i = 0; i < 8; i++) {
          out.write(gen.between(0, 255));
        }
      }
      default -> out.write((masked ? 0x80 : 0) | Math.min(length, 125));
    }
    for (int i = 0; i < length; i++) {
      out.write(gen.between(0, 255));
    }
    return out.toByteArray();
  }
}
