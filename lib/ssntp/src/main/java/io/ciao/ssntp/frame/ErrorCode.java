package io.ciao.ssntp.frame;

import java.util.Optional;

/// Operands of ERROR frames. Declared in the order of their numbers, which have no gaps.
public enum ErrorCode implements Operand {
  /// A frame of an unknown type came in.
  INVALID_FRAME_TYPE(0, "Invalid SSNTP frame type"),
  /// An instance could not be started.
  START_FAILURE(1, "Could not start instance"),
  /// The connection is refused for now; a later attempt may succeed.
  CONNECTION_FAILURE(2, "SSNTP Connection failed"),
  /// An instance could not be deleted.
  DELETE_FAILURE(3, "Could not delete instance"),
  /// The connection is refused for good: identity and claim do not agree.
  CONNECTION_ABORTED(4, "SSNTP Connection aborted"),
  /// The cluster configuration cannot be used.
  INVALID_CONFIGURATION(5, "Cluster configuration is invalid"),
  /// A volume could not be attached.
  ATTACH_VOLUME_FAILURE(6, "Could not attach storage volume"),
  /// An external address could not be mapped.
  ASSIGN_PUBLIC_IP_FAILURE(7, "Could not assign public IP"),
  /// An external address could not be unmapped.
  UNASSIGN_PUBLIC_IP_FAILURE(8, "Could not unassign public IP");

  private static final ErrorCode[] BY_CODE = values();

  private final int code;
  private final String text;

  ErrorCode(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /// The operand of that number; empty: this version knows none.
  public static Optional<ErrorCode> fromCode(int code) {
    return code >= 0 && code < BY_CODE.length ? Optional.of(BY_CODE[code]) : Optional.empty();
  }

  @Override
  public FrameType type() {
    return FrameType.ERROR;
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
