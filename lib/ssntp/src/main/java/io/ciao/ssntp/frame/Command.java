package io.ciao.ssntp.frame;

import java.util.Optional;

/// Operands of COMMAND frames. Declared in the order of their numbers, which have no gaps.
public enum Command implements Operand {
  /// A client introduces itself; only in the connection frame.
  CONNECT(0, "CONNECT"),
  /// Start an instance.
  START(1, "START"),
  /// Statistics of a node and its instances.
  STATS(2, "STATISTICS"),
  /// Empty a node.
  EVACUATE(3, "EVACUATE"),
  /// Stop an instance, and forget it or keep it.
  DELETE(4, "DELETE"),
  /// Map an external address.
  ASSIGN_PUBLIC_IP(5, "Assign public IP"),
  /// Unmap an external address.
  RELEASE_PUBLIC_IP(6, "Release public IP"),
  /// The cluster configuration has changed.
  CONFIGURE(7, "CONFIGURE"),
  /// Attach a volume to a running instance.
  ATTACH_VOLUME(8, "Attach storage volume"),
  /// A node may take instances again.
  RESTORE(9, "Restore"),
  /// The concentrators of a tenant have changed.
  REFRESH_CNCI(10, "Refresh CNCI List");

  private static final Command[] BY_CODE = values();

  private final int code;
  private final String text;

  Command(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /// The operand of that number; empty: this version knows none.
  public static Optional<Command> fromCode(int code) {
    return code >= 0 && code < BY_CODE.length ? Optional.of(BY_CODE[code]) : Optional.empty();
  }

  @Override
  public FrameType type() {
    return FrameType.COMMAND;
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
