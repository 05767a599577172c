package io.ciao.ssntp.frame;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Operands of EVENT frames. Those from 128 are ciao's own: they go only to peers that have shown
/// that they know them.
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
  INSTANCE_STOPPED(9, "Instance Stopped"),
  /// A node's presence is renewed, as it asked in a READY with a number.
  RENEWED(128, "Renewed");

  private static final Map<Integer, Event> BY_CODE =
      Stream.of(values()).collect(Collectors.toUnmodifiableMap(Event::code, Function.identity()));

  private final int code;
  private final String text;

  Event(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /// The operand of that number; empty: this version knows none.
  public static Optional<Event> fromCode(int code) {
    return Optional.ofNullable(BY_CODE.get(code));
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
