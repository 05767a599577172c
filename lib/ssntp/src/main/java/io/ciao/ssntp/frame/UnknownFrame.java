package io.ciao.ssntp.frame;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A well-formed frame whose type or operand this version does not know. Forwarders pass it on; an
/// endpoint answers an unknown type with `InvalidFrameType` and ignores an unknown operand.
///
/// @param typeCode the type's number, 0 to 255
/// @param operandCode the operand's number, 0 to 255
/// @param origin the first sender; forwarders keep it
/// @param payload opaque
/// @param trace null: the frame is not traced
public record UnknownFrame(
    int typeCode, int operandCode, UUID origin, Bytes payload, @Nullable Trace trace)
    implements TrafficFrame {

  /// Whether the type already is unknown, not only the operand.
  public boolean typeUnknown() {
    return FrameType.fromCode(typeCode).isEmpty();
  }

  @Override
  public UnknownFrame withTrace(@Nullable Trace newTrace) {
    return new UnknownFrame(typeCode, operandCode, origin, payload, newTrace);
  }
}
