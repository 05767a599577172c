package io.ciao.launcher.soak;

import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.frame.CommandFrame;
import io.ciao.ssntp.frame.TrafficFrame;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// What tells one frame from every other: it stands at the head of its payload, the rest of which
/// follows from it; in a START, whose payload is a real one, it is the trace's label.
///
/// @param stream one direction of one connection, never the same twice
/// @param number of the frame in its stream, the first being 0
/// @param forwarded how many frames before it in its stream are forwarded by the server
public record Mark(long stream, long number, long forwarded) {
  private static final int BYTES = 3 * Long.BYTES;

  /// The mark alone.
  public Bytes label() {
    return payload(0);
  }

  /// The mark and as many bytes more.
  public Bytes payload(int more) {
    var bytes = new byte[BYTES + more];
    Arrays.fill(bytes, BYTES, bytes.length, filler());
    ByteBuffer.wrap(bytes).putLong(stream).putLong(number).putLong(forwarded);
    return Bytes.wrap(bytes);
  }

  private byte filler() {
    return (byte) (31 * stream + number);
  }

  /// The mark of a frame.
  ///
  /// @throws IllegalArgumentException the frame's bytes are not those that were sent
  public static Mark of(TrafficFrame frame) {
    var bytes = carrier(frame).toByteArray();
    if (bytes.length < BYTES) {
      throw new IllegalArgumentException("a frame of " + bytes.length + " bytes has no mark");
    }
    var head = ByteBuffer.wrap(bytes);
    var mark = new Mark(head.getLong(), head.getLong(), head.getLong());
    if (!mark.payload(bytes.length - BYTES).equals(Bytes.wrap(bytes))) {
      throw new IllegalArgumentException("the payload of " + mark + " was changed on its way");
    }
    return mark;
  }

  private static Bytes carrier(TrafficFrame frame) {
    var trace = frame.trace();
    return trace != null
            && frame instanceof CommandFrame(var command, _, _, _)
            && command == Command.START
        ? trace.label()
        : frame.payload();
  }
}
