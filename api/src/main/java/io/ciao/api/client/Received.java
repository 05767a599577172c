package io.ciao.api.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// What comes in on a connection, buffered, with a limit to waiting. Confined to one thread.
final class Received {
  private static final int BUFFER_BYTES = 1 << 13;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Socket socket;
  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int from;
  private int to;
  private long deadlineNanos;
  private int silenceMillis;

  Received(Socket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
  }

  /// From here on all must have come by then.
  ///
  /// @param deadlineNanos of [System#nanoTime]
  void within(long deadlineNanos) {
    this.deadlineNanos = deadlineNanos;
    silenceMillis = -1;
  }

  /// From here on something must come this often; zero means never.
  void unlessSilentFor(Duration silence) {
    silenceMillis = (int) Math.min(Integer.MAX_VALUE, silence.toMillis());
  }

  /// Whether nothing is left that was received and not read.
  boolean isDrained() {
    return from == to;
  }

  /// A line of a head without its end.
  ///
  /// @param max characters
  /// @throws EOFException if the connection ends before the line does
  String line(int max) throws IOException {
    var line = new StringBuilder();
    while (true) {
      if (from == to && !fill()) {
        throw new EOFException("the server closed the connection");
      }
      for (int at = from; at < to; at++) {
        if (buffer[at] == '\n') {
          append(line, at);
          from = at + 1;
          var length = line.length();
          if (length > 0 && line.charAt(length - 1) == '\r') {
            line.setLength(length - 1);
          }
          return line.toString();
        }
      }
      append(line, to);
      from = to;
      if (line.length() > max) {
        throw new IOException("a line of the answer's head is longer than " + max + " bytes");
      }
    }
  }

  private void append(StringBuilder line, int end) {
    line.append(new String(buffer, from, end - from, StandardCharsets.ISO_8859_1));
  }

  /// As [InputStream#read(byte[], int, int)].
  int read(byte[] into, int offset, int length) throws IOException {
    if (from == to) {
      if (length >= buffer.length) {
        limit();
        return in.read(into, offset, length);
      }
      if (!fill()) {
        return -1;
      }
    }
    var taken = Math.min(length, to - from);
    System.arraycopy(buffer, from, into, offset, taken);
    from += taken;
    return taken;
  }

  /// Returns false at the end.
  private boolean fill() throws IOException {
    limit();
    var read = in.read(buffer, 0, buffer.length);
    from = 0;
    to = Math.max(0, read);
    return read > 0;
  }

  private void limit() throws IOException {
    if (silenceMillis >= 0) {
      socket.setSoTimeout(silenceMillis);
      return;
    }
    var left = (deadlineNanos - System.nanoTime()) / NANOS_PER_MILLI;
    if (left <= 0) {
      throw new SocketTimeoutException("no answer in time");
    }
    socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, left));
  }
}
