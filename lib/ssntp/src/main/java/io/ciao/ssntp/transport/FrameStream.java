package io.ciao.ssntp.transport;

import io.ciao.ssntp.frame.Frame;
import io.ciao.ssntp.frame.FrameDecoder;
import io.ciao.ssntp.gob.DecodeResult.Decoded;
import io.ciao.ssntp.gob.DecodeResult.Incomplete;
import io.ciao.ssntp.gob.DecodeResult.Malformed;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;

/// The frames of one connection, read by waiting. Confined to the connection's reading thread.
final class FrameStream {

  private static final int FIRST_CAPACITY_BYTES = 16 * 1024;

  /// A buffer that a large frame has grown beyond this is given back when it is empty.
  private static final int KEPT_CAPACITY_BYTES = 256 * 1024;

  private final ByteSource source;
  private final FrameDecoder decoder;

  /// Position to limit: arrived, not decoded.
  private ByteBuffer buffer = ByteBuffer.allocate(FIRST_CAPACITY_BYTES).limit(0);

  FrameStream(ByteSource source, int payloadMaxBytes) {
    this.source = source;
    this.decoder = new FrameDecoder(payloadMaxBytes);
  }

  /// Waits for the next frame.
  ///
  /// @throws EOFException the stream ended between frames or inside one
  /// @throws ProtocolException the bytes are no SSNTP, or a payload is over the bound
  Frame next() throws IOException, InterruptedException {
    while (true) {
      switch (decoder.decode(buffer)) {
        case Decoded<Frame>(var frame, _) -> {
          return frame;
        }
        case Malformed<Frame>(var offset, var problem) ->
            throw new ProtocolException("at byte " + offset + " of the stream: " + problem);
        case Incomplete<Frame>(var missing) -> fill(missing);
      }
    }
  }

  private void fill(int missing) throws IOException, InterruptedException {
    makeRoom(missing);
    var count = source.read(buffer.array(), buffer.limit(), buffer.capacity() - buffer.limit());
    if (count < 0) {
      throw new EOFException(
          buffer.hasRemaining() ? "the peer closed inside a frame" : "the peer closed");
    }
    buffer.limit(buffer.limit() + count);
  }

  /// Makes room for at least one more byte. Doubles at most, and only once what has arrived fills
  /// half: whatever length a peer announces, it has to send a large frame before memory is taken.
  private void makeRoom(int missing) {
    var kept = buffer.remaining();
    if (kept == 0 && buffer.capacity() > KEPT_CAPACITY_BYTES) {
      buffer = ByteBuffer.allocate(FIRST_CAPACITY_BYTES).limit(0);
    }
    var capacity = buffer.capacity();
    var needed = (long) kept + missing;
    if (needed > capacity && kept >= capacity / 2) {
      move(new byte[(int) Math.min(needed, 2L * capacity)]);
    } else if (capacity - buffer.limit() < missing && buffer.position() > 0) {
      move(buffer.array());
    }
  }

  private void move(byte[] target) {
    var kept = buffer.remaining();
    System.arraycopy(buffer.array(), buffer.position(), target, 0, kept);
    buffer = ByteBuffer.wrap(target).limit(kept);
  }
}
