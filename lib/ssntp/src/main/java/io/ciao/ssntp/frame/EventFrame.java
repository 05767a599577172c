package io.ciao.ssntp.frame;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An EVENT frame.
///
/// @param event what it says
/// @param origin the first sender; forwarders keep it
/// @param payload YAML by convention, opaque to SSNTP
/// @param trace null: the frame is not traced
public record EventFrame(Event event, UUID origin, Bytes payload, @Nullable Trace trace)
    implements TrafficFrame {

  /// An untraced frame.
  public EventFrame(Event event, UUID origin, Bytes payload) {
    this(event, origin, payload, null);
  }

  @Override
  public int typeCode() {
    return event.type().code();
  }

  @Override
  public int operandCode() {
    return event.code();
  }

  @Override
  public EventFrame withTrace(@Nullable Trace newTrace) {
    return new EventFrame(event, origin, payload, newTrace);
  }
}
