package io.ciao.ssntp.bench;

import io.ciao.ssntp.frame.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Payloads of one size that are sent in turn, so that who receives them sees each frame that is
/// missing, out of order or changed. Made once: sender and receiver spend their time on frames.
///
/// Payloads of 0 bytes are all the same; of those only the count tells.
final class Numbered {

  /// A prime, so that losing a buffer full does not go unnoticed.
  private static final int PAYLOADS = 61;

  private final List<Bytes> payloads;

  private Numbered(List<Bytes> payloads) {
    this.payloads = payloads;
  }

  static Numbered ofSize(int bytes) {
    return new Numbered(
        IntStream.range(0, bytes == 0 ? 1 : PAYLOADS).mapToObj(i -> payload(i, bytes)).toList());
  }

  private static Bytes payload(int number, int bytes) {
    var payload = new byte[bytes];
    Arrays.fill(payload, (byte) number);
    if (bytes >= Integer.BYTES) {
      ByteBuffer.wrap(payload).putInt(number);
    }
    return Bytes.wrap(payload);
  }

  /// The payload of the frame of that number, the first being 0.
  Bytes of(long number) {
    return payloads.get((int) (number % payloads.size()));
  }
}
