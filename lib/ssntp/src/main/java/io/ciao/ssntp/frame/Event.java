package io.ciao.ssntp.frame;

import java.util.Optional;

/// Operands of EVENT frames. Declared in the order of their numbers, which have no gaps.
public enum Event implements Operand {
  /// A tenant subnet has appeared on a node.
  TENANT_ADDED(0, "Tenant Added"),
  /// A tenant subnet has left a node.
  TENANT_REMOVED(1, "Tenant Removed"),
  /// An instance is gone from its node.
  INSTANCE_DELETED(2, "Instance Deleted"),
  /// A concentrator has come up.
  CONCENTRATOR_INSTANCE_ADDED(3, "Network Concentrator Instance Added"),
  /// An external address is mapped.
  PUBLIC_IP_ASSIGNED(4, "Public IP Assigned"),
  /// An external address is no longer mapped.
  PUBLIC_IP_UNASSIGNED(5, "Public IP Unassigned"),
  /// Collected frame traces.
  TRACE_REPORT(6, "Trace Report"),
  /// A node has connected to the scheduler.
  NODE_CONNECTED(7, "Node Connected"),
  /// A node has lost its connection to the scheduler.
  NODE_DISCONNECTED(8, "Node Disconnected"),
  /// An instance has stopped and is kept.
  INSTANCE_STOPPED(9, "Instance Stopped");

  private static final Event[] BY_CODE = values();

  private final int code;
  private final String text;

  Event(int code, String text) {
    this.code = code;
    this.text = text;
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

  @Override
  public String text() {
    return text;
  }
}
