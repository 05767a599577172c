package io.ciao.ssntp.frame;

import java.util.Optional;

/// Operands of EVENT frames. Declared in the order of their numbers, which have no gaps.
public enum Event implements Operand {
  /// A tenant subnet has appeared on a node.
  TENANT_ADDED(0),
  /// A tenant subnet has left a node.
  TENANT_REMOVED(1),
  /// An instance is gone from its node.
  INSTANCE_DELETED(2),
  /// A concentrator has come up.
  CONCENTRATOR_INSTANCE_ADDED(3),
  /// An external address is mapped.
  PUBLIC_IP_ASSIGNED(4),
  /// An external address is no longer mapped.
  PUBLIC_IP_UNASSIGNED(5),
  /// Collected frame traces.
  TRACE_REPORT(6),
  /// A node has connected to the scheduler.
  NODE_CONNECTED(7),
  /// A node has lost its connection to the scheduler.
  NODE_DISCONNECTED(8),
  /// An instance has stopped and is kept.
  INSTANCE_STOPPED(9);

  private static final Event[] BY_CODE = values();

  private final int code;

  Event(int code) {
    this.code = code;
  }

  /// The operand of that number; empty: this version knows none.
  public static Optional<Event> fromCode(int code) {
    return code >= 0 && code < BY_CODE.length ? Optional.of(BY_CODE[code]) : Optional.empty();
  }

  @Override
  public FrameType type() {
    return FrameType.EVENT;
  }

  @Override
  public int code() {
    return code;
  }
}
