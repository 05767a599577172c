package io.ciao.ssntp.frame;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A COMMAND frame.
///
/// @param command what it says
/// @param origin the first sender; forwarders keep it
/// @param payload YAML by convention, opaque to SSNTP
/// @param trace null: the frame is not traced
public record CommandFrame(Command command, UUID origin, Bytes payload, @Nullable Trace trace)
    implements TrafficFrame {

  /// An untraced frame.
  public CommandFrame(Command command, UUID origin, Bytes payload) {
    this(command, origin, payload, null);
  }

  @Override
  public int typeCode() {
    return command.type().code();
  }

  @Override
  public int operandCode() {
    return command.code();
  }

  @Override
  public CommandFrame withTrace(@Nullable Trace newTrace) {
    return new CommandFrame(command, origin, payload, newTrace);
  }
}
