package io.ciao.ssntp.transport;

import io.ciao.ssntp.frame.FrameType;
import io.ciao.ssntp.frame.Operand;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.Roles;

/// Where frames of one operand go on to.
///
/// @param type the frame's type
/// @param operand the operand's number, 0 to 255; this version need not know it
/// @param senders only frames of a sender with one of these roles are forwarded
/// @param target to whom
public record ForwardingRule(FrameType type, int operand, Roles senders, Target target) {

  private static final int OPERAND_MAX = 0xff;
  private static final Roles ANYBODY = new Roles(-1);

  /// To whom a rule leads.
  public sealed interface Target {

    /// To every session with that role.
    record ToRole(Role role) implements Target {}

    /// To whom a call decides.
    record ByCall(Forwarder forwarder) implements Target {}
  }

  /// Checks the operand.
  public ForwardingRule {
    if (operand < 0 || operand > OPERAND_MAX) {
      throw new IllegalArgumentException(
          "forwarding rule for operand %d of %s; 0 to 255 is needed".formatted(operand, type));
    }
  }

  /// Frames of that operand go to every session with that role.
  public static ForwardingRule toRole(Operand operand, Role role) {
    return toRole(operand.type(), operand.code(), role);
  }

  /// The same for a number.
  public static ForwardingRule toRole(FrameType type, int operand, Role role) {
    return new ForwardingRule(type, operand, ANYBODY, new Target.ToRole(role));
  }

  /// Frames of that operand go where a call says.
  public static ForwardingRule byCall(Operand operand, Forwarder forwarder) {
    return new ForwardingRule(
        operand.type(), operand.code(), ANYBODY, new Target.ByCall(forwarder));
  }

  /// The same for senders with one of these roles only.
  public ForwardingRule from(Role... roles) {
    return new ForwardingRule(type, operand, Roles.of(roles), target);
  }
}
