package io.ciao.ssntp.frame;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A frame of an established connection.
public sealed interface TrafficFrame extends Frame
    permits CommandFrame, StatusFrame, EventFrame, ErrorFrame, UnknownFrame {

  /// The type's number on the wire.
  int typeCode();

  /// The operand's number on the wire.
  int operandCode();

  /// The first sender; forwarders keep it.
  UUID origin();

  /// YAML by convention, opaque to SSNTP.
  Bytes payload();

  /// The way the frame took; null: it is not traced.
  @Nullable Trace trace();

  /// The same frame with another trace.
  TrafficFrame withTrace(@Nullable Trace newTrace);

  /// An untraced frame of any operand but the two of the handshake.
  static TrafficFrame of(Operand operand, UUID origin, Bytes payload) {
    return switch (operand) {
      case Command command -> new CommandFrame(command, origin, payload);
      case Status status -> new StatusFrame(status, origin, payload);
      case Event event -> new EventFrame(event, origin, payload);
      case ErrorCode error -> new ErrorFrame(error, origin, payload);
    };
  }
}
