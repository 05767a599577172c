package io.ciao.api.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Lines of a stream as bytes, without decoding them. Its buffer grows with the longest line, so
/// that a watch of small objects is small. Confined to one thread.
final class Lines {
  private static final int FIRST_BYTES = 1 << 12;

  private final InputStream in;
  private final int maxBytes;
  private byte[] buffer = new byte[FIRST_BYTES];
  private int from;
  private int to;

  /// @param maxBytes of a line
  Lines(InputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /// The next line without its newline; null at the end. The last one needs no newline.
  ///
  /// @throws IOException also for a line that is too long
  byte @Nullable [] next() throws IOException {
    var at = from;
    while (true) {
      for (; at < to; at++) {
        if (buffer[at] == '\n') {
          return taken(at, at + 1);
        }
      }
      at -= from;
      makeRoom();
      at += from;
      var read = in.read(buffer, to, buffer.length - to);
      if (read < 0) {
        return from == to ? null : taken(to, to);
      }
      to += read;
    }
  }

  private byte[] taken(int end, int next) {
    var line = Arrays.copyOfRange(buffer, from, end);
    from = next;
    return line;
  }

  private void makeRoom() throws IOException {
    if (from > 0) {
      System.arraycopy(buffer, from, buffer, 0, to - from);
      to -= from;
      from = 0;
    } else if (to == buffer.length) {
      if (to > maxBytes) {
        throw new IOException("a line is longer than %,d bytes".formatted(maxBytes));
      }
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
  }
}
