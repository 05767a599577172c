package io.ciao.ssntp.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.ssntp.frame.Bytes;
import io.ciao.ssntp.frame.Command;
import io.ciao.ssntp.frame.Event;
import io.ciao.ssntp.frame.FrameType;
import io.ciao.ssntp.frame.Operand;
import io.ciao.ssntp.frame.Role;
import io.ciao.ssntp.frame.TrafficFrame;
import io.ciao.ssntp.frame.UnknownFrame;
import io.ciao.ssntp.transport.Forwarder.Decision;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ForwardingRulesTest {

  private static final UUID ORIGIN = new UUID(1, 2);

  @Test
  void aRuleIsFoundByTypeAndOperand() {
    var stats = ForwardingRule.toRole(Command.STATS, Role.CONTROLLER);
    // The operand has the same number as STATS.
    var deleted = ForwardingRule.toRole(Event.INSTANCE_DELETED, Role.CONTROLLER);
    var rules = ForwardingRules.of(List.of(stats, deleted));

    assertThat(rules.rule(frame(Command.STATS))).contains(stats);
    assertThat(rules.rule(frame(Event.INSTANCE_DELETED))).contains(deleted);
    assertThat(rules.rule(frame(Command.START))).isEmpty();
    assertThat(ForwardingRules.NONE.rule(frame(Command.STATS))).isEmpty();
  }

  @Test
  void anUnknownOperandOfAKnownTypeCanHaveARule() {
    var rule = ForwardingRule.toRole(FrameType.EVENT, 200, Role.CONTROLLER);
    var rules = ForwardingRules.of(List.of(rule));

    assertThat(rules.rule(new UnknownFrame(3, 200, ORIGIN, Bytes.EMPTY, null))).contains(rule);
    assertThat(rules.rule(new UnknownFrame(3, 201, ORIGIN, Bytes.EMPTY, null))).isEmpty();
    assertThatThrownBy(() -> ForwardingRule.toRole(FrameType.EVENT, 256, Role.CONTROLLER))
        .hasMessageContaining("operand 256 of EVENT; 0 to 255 is needed");
  }

  @Test
  void twoRulesForOneOperandAreRefused() {
    var toRole = ForwardingRule.toRole(Command.STATS, Role.CONTROLLER);
    var byCall = ForwardingRule.byCall(Command.STATS, (_, _) -> new Decision.Discard("test"));

    assertThatThrownBy(() -> ForwardingRules.of(List.of(toRole, byCall)))
        .hasMessageContaining("two forwarding rules for operand 2 of COMMAND");
  }

  private static TrafficFrame frame(Operand operand) {
    return TrafficFrame.of(operand, ORIGIN, Bytes.EMPTY);
  }
}
