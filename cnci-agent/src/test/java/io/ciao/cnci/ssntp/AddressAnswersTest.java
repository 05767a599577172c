package io.ciao.cnci.ssntp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.network.Concentrator;
import io.ciao.ssntp.frame.ErrorCode;
import io.ciao.ssntp.frame.Event;
import io.ciao.ssntp.payload.PublicIp;
import io.ciao.ssntp.payload.PublicIpCommand;
import io.ciao.ssntp.payload.PublicIpCommand.Sort;
import org.junit.jupiter.api.Test;

class AddressAnswersTest {
  private static final String UID = Gateways.uid(1).toString();
  private static final String KEYS =
      "\"concentrator_uuid\":\"%s\",\"tenant_uuid\":\"red\",\"instance_uuid\":\"web\","
              .formatted(UID)
          + "\"public_ip\":\"203.0.113.7\",\"private_ip\":\"172.16.1.2\",\"vnic_mac\":\"m\"";
  private static final String NAMES =
      "{\"concentrator_uuid\":\"%s\",\"instance_uuid\":\"web\",\"public_ip\":\"203.0.113.7\","
              .formatted(UID)
          + "\"private_ip\":\"172.16.1.2\"}}";

  private static PublicIpCommand ask(Sort sort) {
    return new PublicIpCommand(
        sort, new PublicIp(UID, "red", "web", "203.0.113.7", "172.16.1.2", "m"));
  }

  private static Concentrator concentrator(ObjectNode tree) {
    return Json.toRecord(tree, Concentrator.class);
  }

  private static Concentrator bare() {
    return concentrator(Gateways.tree(1));
  }

  private static Concentrator mapped(boolean confirmed) {
    return concentrator(Gateways.mapping(Gateways.tree(1), confirmed));
  }

  @Test
  void anAddressInForceIsAssigned() {
    assertThat(AddressAnswers.to(ask(Sort.ASSIGN), mapped(true), false))
        .hasValueSatisfying(
            answer -> {
              assertThat(answer.operand()).isEqualTo(Event.PUBLIC_IP_ASSIGNED);
              assertThat(answer.payload().utf8()).isEqualTo("{\"public_ip_assigned\":" + NAMES);
            });
  }

  @Test
  void whatIsWantedAndNotInForceIsWaitedForAndThenFails() {
    for (var now : new Concentrator[] {mapped(false), bare()}) {
      assertThat(AddressAnswers.to(ask(Sort.ASSIGN), now, false)).isEmpty();
      assertThat(AddressAnswers.to(ask(Sort.ASSIGN), now, true))
          .hasValueSatisfying(
              answer -> {
                assertThat(answer.operand()).isEqualTo(ErrorCode.ASSIGN_PUBLIC_IP_FAILURE);
                assertThat(answer.payload().utf8())
                    .isEqualTo("{" + KEYS + ",\"reason\":\"assign_failure\"}");
              });
    }
  }

  @Test
  void anAddressThatLeadsElsewhereIsNotAssigned() {
    var tree = Gateways.mapping(Gateways.tree(1), true);
    ((ObjectNode) tree.at("/spec/externalIPs/0")).put("ip", "172.16.1.9");

    assertThat(AddressAnswers.to(ask(Sort.ASSIGN), concentrator(tree), false)).isEmpty();
  }

  @Test
  void anotherGrantOfTheAddressMustBeInForceItself() {
    var tree = Gateways.mapping(Gateways.tree(1), true);
    ((ObjectNode) tree.at("/spec/externalIPs/0")).put("epoch", 6);

    assertThat(AddressAnswers.to(ask(Sort.ASSIGN), concentrator(tree), false)).isEmpty();
  }

  @Test
  void anAddressThatNobodyWantsAndNobodyHasIsReleased() {
    assertThat(AddressAnswers.to(ask(Sort.RELEASE), bare(), false))
        .hasValueSatisfying(
            answer -> {
              assertThat(answer.operand()).isEqualTo(Event.PUBLIC_IP_UNASSIGNED);
              assertThat(answer.payload().utf8()).isEqualTo("{\"public_ip_unassigned\":" + NAMES);
            });
  }

  @Test
  void oneThatIsWantedOrInForceIsNotReleased() {
    var inForce = concentrator(Gateways.confirm(Gateways.tree(1)));
    for (var now : new Concentrator[] {mapped(false), inForce}) {
      assertThat(AddressAnswers.to(ask(Sort.RELEASE), now, false)).isEmpty();
      assertThat(AddressAnswers.to(ask(Sort.RELEASE), now, true))
          .hasValueSatisfying(
              answer -> {
                assertThat(answer.operand()).isEqualTo(ErrorCode.UNASSIGN_PUBLIC_IP_FAILURE);
                assertThat(answer.payload().utf8())
                    .isEqualTo("{" + KEYS + ",\"reason\":\"release_failure\"}");
              });
    }
  }

  @Test
  void whatCannotBeReadIsAnsweredWithItsReason() {
    assertThat(AddressAnswers.unreadable(Sort.RELEASE, UID).operand())
        .isEqualTo(ErrorCode.UNASSIGN_PUBLIC_IP_FAILURE);
    assertThat(AddressAnswers.unreadable(Sort.ASSIGN, UID).payload().utf8())
        .contains(UID, "\"reason\":\"invalid_payload\"");
  }
}
