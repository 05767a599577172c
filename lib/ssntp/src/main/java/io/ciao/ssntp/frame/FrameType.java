package io.ciao.ssntp.frame;

import java.util.Optional;

/// The sort of a frame.
public enum FrameType {
  /// Something to do.
  COMMAND(0),
  /// What state a peer is in.
  STATUS(1),
  /// What went wrong.
  ERROR(2),
  /// What happened.
  EVENT(3);

  private static final FrameType[] BY_CODE = {COMMAND, STATUS, ERROR, EVENT};

  private final int code;

  FrameType(int code) {
    this.code = code;
  }

  /// The number on the wire.
  public int code() {
    return code;
  }

  /// The type of that number; empty: this version knows none.
  public static Optional<FrameType> fromCode(int code) {
    return code >= 0 && code < BY_CODE.length ? Optional.of(BY_CODE[code]) : Optional.empty();
  }
}
