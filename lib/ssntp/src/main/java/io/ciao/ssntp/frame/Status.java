package io.ciao.ssntp.frame;

import java.util.Optional;

/// Operands of STATUS frames. Declared in the order of their numbers, which have no gaps.
public enum Status implements Operand {
  /// A server has accepted a client; only in the connection frame.
  CONNECTED(0, "CONNECTED"),
  /// The node takes instances.
  READY(1, "READY"),
  /// The node takes no more instances.
  FULL(2, "FULL"),
  /// The node runs but cannot be used.
  OFFLINE(3, "OFFLINE"),
  /// The node is being emptied or worked on.
  MAINTENANCE(4, "MAINTENANCE");

  private static final Status[] BY_CODE = values();

  private final int code;
  private final String text;

  Status(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /// The operand of that number; empty: this version knows none.
  public static Optional<Status> fromCode(int code) {
    return code >= 0 && code < BY_CODE.length ? Optional.of(BY_CODE[code]) : Optional.empty();
  }

  @Override
  public FrameType type() {
    return FrameType.STATUS;
  }

  @Override
  public int code() {
    return code;
  }

  @Override
  public String text() {
    return text;
  }
}
