package io.ciao.ssntp.frame;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A STATUS frame.
///
/// @param status what it says
/// @param origin the first sender; forwarders keep it
/// @param payload YAML by convention, opaque to SSNTP
/// @param trace null: the frame is not traced
public record StatusFrame(Status status, UUID origin, Bytes payload, @Nullable Trace trace)
    implements TrafficFrame {

  /// An untraced frame.
  public StatusFrame(Status status, UUID origin, Bytes payload) {
    this(status, origin, payload, null);
  }

  @Override
  public int typeCode() {
    return status.type().code();
  }

  @Override
  public int operandCode() {
    return status.code();
  }

  @Override
  public StatusFrame withTrace(@Nullable Trace newTrace) {
    return new StatusFrame(status, origin, payload, newTrace);
  }
}
