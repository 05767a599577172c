package io.ciao.api.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/// The body of an answer. At its end the connection is free again; a body that is closed before
/// takes its connection along. Reading is for one thread, closing for any: it ends a blocked read.
final class AnswerBody extends InputStream {
  /// The length of a body that ends with its connection.
  static final long UNTIL_CLOSED = -1;

  /// The length of a body that comes in chunks.
  static final long CHUNKED = -2;

  private static final int LINE_MAX = 1 << 10;
  private static final int HEX = 16;

  private final HttpConnection connection;
  private final Received received;
  private final boolean chunked;

  /// Bytes that are left of the body or of the present chunk.
  private long left;

  private boolean first = true;
  private boolean ended;
  private final AtomicBoolean over = new AtomicBoolean();

  /// @param length in bytes, or one of the two constants
  AnswerBody(HttpConnection connection, Received received, long length) {
    this.connection = connection;
    this.received = received;
    this.chunked = length == CHUNKED;
    this.left = chunked ? 0 : length == UNTIL_CLOSED ? Long.MAX_VALUE : length;
    if (length == 0) {
      end(true);
    }
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (ended || length == 0) {
      return ended ? -1 : 0;
    }
    if (over.get()) {
      throw new IOException("closed");
    }
    if (chunked && left == 0 && !nextChunk()) {
      return -1;
    }
    var read = received.read(into, offset, (int) Math.min(length, left));
    if (read < 0) {
      return broken();
    }
    if (left != Long.MAX_VALUE) {
      left -= read;
      if (left == 0 && !chunked) {
        end(true);
      }
    }
    return read;
  }

  /// The connection has ended: so has the body, if nothing else says how long it is.
  private int broken() throws IOException {
    if (left != Long.MAX_VALUE) {
      throw new EOFException("the connection was closed before the end");
    }
    end(false);
    return -1;
  }

  private boolean nextChunk() throws IOException {
    if (!first) {
      received.line(LINE_MAX);
    }
    first = false;
    left = chunkSize(received.line(LINE_MAX));
    if (left > 0) {
      return true;
    }
    while (!received.line(LINE_MAX).isEmpty()) {
      // Trailers say nothing that anybody here asks for.
    }
    end(true);
    return false;
  }

  /// The first word is the size, what follows after a semicolon is of no interest.
  private static long chunkSize(String line) throws IOException {
    var semicolon = line.indexOf(';');
    var size = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
    try {
      var bytes = Long.parseLong(size, HEX);
      if (bytes >= 0) {
        return bytes;
      }
    } catch (NumberFormatException e) {
      // Told below, as a negative size is.
    }
    throw new IOException("\"" + size + "\" is no size of a chunk");
  }

  private void end(boolean reusable) {
    ended = true;
    if (over.compareAndSet(false, true)) {
      connection.answered(reusable);
    }
  }

  @Override
  public void close() {
    if (over.compareAndSet(false, true)) {
      connection.answered(false);
    }
  }
}
