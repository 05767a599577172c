package io.ciao.ssntp.frame;

import io.ciao.ssntp.gob.DecodeResult;
import io.ciao.ssntp.gob.GobStreamDecoder;
import java.nio.ByteBuffer;

/// Reads the frames of one stream. One decoder per connection and direction; confined to one
/// thread. Never throws for what a peer sent.
public final class FrameDecoder {

  /// The payload bound unless configured otherwise.
  public static final int DEFAULT_PAYLOAD_MAX_BYTES = 16 * 1024 * 1024;

  /// What a message may hold beside the payload: a full path, a label, fields of later versions.
  static final int OVERHEAD_MAX_BYTES = 64 * 1024;

  private final GobStreamDecoder<Frame> stream;

  /// A decoder for a fresh stream.
  ///
  /// @param payloadMaxBytes a frame with more payload is malformed
  public FrameDecoder(int payloadMaxBytes) {
    if (payloadMaxBytes < 0 || payloadMaxBytes > Integer.MAX_VALUE - OVERHEAD_MAX_BYTES) {
      throw new IllegalArgumentException(
          "payload bound is %d bytes; it must be 0 to %d"
              .formatted(payloadMaxBytes, Integer.MAX_VALUE - OVERHEAD_MAX_BYTES));
    }
    var reader = new FrameReader(payloadMaxBytes);
    stream = new GobStreamDecoder<>(reader::read, payloadMaxBytes + OVERHEAD_MAX_BYTES);
  }

  /// Decodes the next frame between position and limit of an array-backed buffer; the position
  /// moves behind what was consumed. See {@link DecodeResult} for what the answers mean.
  public DecodeResult<Frame> decode(ByteBuffer buffer) {
    return stream.decode(buffer);
  }
}
