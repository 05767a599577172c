package io.ciao.ssntp.frame;

import java.util.Optional;

/// What a frame of a type says: the second half of its kind.
public sealed interface Operand permits Command, Status, Event, ErrorCode {

  /// The frame type this operand belongs to.
  FrameType type();

  /// The number on the wire, unique within the type.
  int code();

  /// The name for people: the original's where it has one.
  String text();

  /// The operand of those numbers; empty: this version knows none.
  static Optional<Operand> fromCodes(int type, int operand) {
    return switch (type) {
      case 0 -> Command.fromCode(operand).map(Operand.class::cast);
      case 1 -> Status.fromCode(operand).map(Operand.class::cast);
      case 2 -> ErrorCode.fromCode(operand).map(Operand.class::cast);
      case 3 -> Event.fromCode(operand).map(Operand.class::cast);
      default -> Optional.empty();
    };
  }
}
