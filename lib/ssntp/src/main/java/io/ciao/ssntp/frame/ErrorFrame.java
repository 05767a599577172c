package io.ciao.ssntp.frame;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An ERROR frame.
///
/// @param error what it says
/// @param origin the first sender; forwarders keep it
/// @param payload YAML by convention, opaque to SSNTP
/// @param trace null: the frame is not traced
public record ErrorFrame(ErrorCode error, UUID origin, Bytes payload, @Nullable Trace trace)
    implements TrafficFrame {

  /// An untraced frame.
  public ErrorFrame(ErrorCode error, UUID origin, Bytes payload) {
    this(error, origin, payload, null);
  }

  @Override
  public int typeCode() {
    return error.type().code();
  }

  @Override
  public int operandCode() {
    return error.code();
  }

  @Override
  public ErrorFrame withTrace(@Nullable Trace newTrace) {
    return new ErrorFrame(error, origin, payload, newTrace);
  }
}
