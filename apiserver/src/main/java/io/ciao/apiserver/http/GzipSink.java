package io.ciao.apiserver.http;

import io.ciao.apiserver.exchange.ByteSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// Compresses what passes through it. Used by one thread.
final class GzipSink implements ByteSink, AutoCloseable {
  /// Shorter answers are not worth the work.
  static final int BYTES_MIN = 128 << 10;

  private static final int PIECE_BYTES = 32 << 10;

  private final ByteSink out;
  private final ByteArrayOutputStream compressed = new ByteArrayOutputStream(PIECE_BYTES * 2);
  private final Stream gzip;

  GzipSink(ByteSink out) throws IOException {
    this.out = out;
    this.gzip = new Stream(compressed);
  }

  /// Whether a client that sends this `Accept-Encoding` takes gzip.
  static boolean isAccepted(String acceptEncoding) {
    for (String entry : acceptEncoding.toLowerCase(Locale.ROOT).split(",", 16)) {
      String[] parts = entry.strip().split(";", 2);
      boolean refused = parts.length > 1 && parts[1].replace(" ", "").matches("q=0(\\.0*)?");
      if (parts[0].strip().equals("gzip") && !refused) {
        return true;
      }
    }
    return false;
  }

  static byte[] compress(byte[] bytes) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(bytes.length / 4);
    try (Stream gzip = new Stream(compressed)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new IllegalStateException("compressing in memory failed", e);
    }
    return compressed.toByteArray();
  }

  @Override
  public void write(byte[] bytes) throws IOException, InterruptedException {
    gzip.write(bytes);
    if (compressed.size() >= PIECE_BYTES) {
      pass();
    }
  }

  /// Sends what is left.
  void finish() throws IOException, InterruptedException {
    gzip.finish();
    pass();
  }

  /// Frees the compressor's memory.
  @Override
  public void close() throws IOException {
    gzip.close();
  }

  private void pass() throws IOException, InterruptedException {
    out.write(compressed.toByteArray());
    compressed.reset();
  }

  /// The cheapest level: most of what there is to win, at a fifth of the usual cost.
  private static final class Stream extends GZIPOutputStream {
    Stream(ByteArrayOutputStream out) throws IOException {
      super(out, 8 << 10);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
