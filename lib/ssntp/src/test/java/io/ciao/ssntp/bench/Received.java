package io.ciao.ssntp.bench;

import io.ciao.ssntp.frame.Bytes;
import java.util.concurrent.atomic.AtomicLong;

/// Counts the frames of one connection and checks their order. One thread takes, any reads.
final class Received {

  private final AtomicLong frames = new AtomicLong();
  private volatile long wrong;
  private volatile Numbered expected = Numbered.ofSize(0);

  /// Begins again with payloads of another size; between frames only.
  void expect(Numbered payloads) {
    expected = payloads;
    frames.set(0);
  }

  /// Takes the next frame's payload.
  void take(Bytes payload) {
    var number = frames.getPlain();
    if (!payload.equals(expected.of(number))) {
      wrong = wrong + 1;
    }
    frames.setRelease(number + 1);
  }

  /// How many frames came since the last [#expect].
  long frames() {
    return frames.getAcquire();
  }

  /// How many were not the one that was due, ever.
  long wrong() {
    return wrong;
  }
}
