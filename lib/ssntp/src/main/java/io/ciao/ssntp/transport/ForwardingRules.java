package io.ciao.ssntp.transport;

import io.ciao.ssntp.frame.TrafficFrame;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The forwarding rules of a server, at most one for an operand. Immutable.
public final class ForwardingRules {

  /// Nothing is forwarded.
  public static final ForwardingRules NONE = new ForwardingRules(Map.of());

  private final Map<Kind, ForwardingRule> rules;

  /// A type and an operand by their numbers.
  private record Kind(int type, int operand) {}

  private ForwardingRules(Map<Kind, ForwardingRule> rules) {
    this.rules = Map.copyOf(rules);
  }

  /// Those rules.
  ///
  /// @throws IllegalArgumentException two are for one operand
  public static ForwardingRules of(List<ForwardingRule> rules) {
    var made = new HashMap<Kind, ForwardingRule>();
    for (var rule : rules) {
      if (made.put(new Kind(rule.type().code(), rule.operand()), rule) != null) {
        throw new IllegalArgumentException(
            "two forwarding rules for operand %d of %s; one is needed"
                .formatted(rule.operand(), rule.type()));
      }
    }
    return new ForwardingRules(made);
  }

  /// The rule of a frame's operand.
  Optional<ForwardingRule> rule(TrafficFrame frame) {
    return Optional.ofNullable(rules.get(new Kind(frame.typeCode(), frame.operandCode())));
  }
}
