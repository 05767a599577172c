package io.ciao.apiserver;

import io.ciao.apiserver.http.ListenAddress;
import io.ciao.ssntp.cert.TlsIdentity;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// One HTTP/1.1 connection on which a test may send any bytes.
final class RawHttp implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 20_000;
  private static final int LINE_MAX = 64 << 10;

  private final SSLSocket socket;
  private final InputStream in;
  private final OutputStream out;

  /// An answer.
  ///
  /// @param headers by lower-case name
  record Response(int code, Map<String, String> headers, String body) {
    boolean closes() {
      return headers.getOrDefault("connection", "").equalsIgnoreCase("close");
    }
  }

  private RawHttp(SSLSocket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), 32 << 10);
    this.out = socket.getOutputStream();
  }

  static RawHttp connect(ListenAddress address, TlsIdentity identity) throws IOException {
    return connect(address, identity.sslContext().getSocketFactory());
  }

  static RawHttp connect(ListenAddress address, SSLSocketFactory factory) throws IOException {
    SSLSocket socket = (SSLSocket) factory.createSocket(address.host(), address.port());
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    return new RawHttp(socket);
  }

  String cipherSuite() {
    return socket.getSession().getCipherSuite();
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /// The next answer.
  ///
  /// @throws EOFException if the server closed the connection instead
  Response read() throws IOException {
    String status = line();
    if (!status.startsWith("HTTP/1.")) {
      throw new IOException("no answer: " + status);
    }
    Map<String, String> headers = new HashMap<>();
    for (String header = line(); !header.isEmpty(); header = line()) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    int code = Integer.parseInt(status.substring(9, 12));
    return new Response(code, headers, body(code, headers));
  }

  /// Reads until the server closes the connection.
  void drain() throws IOException {
    byte[] piece = new byte[8 << 10];
    while (in.read(piece) >= 0) {
      // nothing is wanted of it
    }
  }

  private String body(int code, Map<String, String> headers) throws IOException {
    if (code == 101 || code == 204 || code == 304) {
      return "";
    }
    if ("chunked".equals(headers.get("transfer-encoding"))) {
      StringBuilder all = new StringBuilder();
      for (int size = chunk(); size > 0; size = chunk()) {
        all.append(new String(exactly(size), StandardCharsets.UTF_8));
        line();
      }
      line();
      return all.toString();
    }
    return new String(
        exactly(Integer.parseInt(headers.getOrDefault("content-length", "0"))),
        StandardCharsets.UTF_8);
  }

  private int chunk() throws IOException {
    return Integer.parseInt(line(), 16);
  }

  private byte[] exactly(int size) throws IOException {
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException("the answer broke off");
    }
    return bytes;
  }

  private String line() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended");
      }
      if (text.length() > LINE_MAX) {
        throw new IOException("a line without end");
      }
      if (c != '\r') {
        text.append((char) c);
      }
    }
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
