package io.ciao.api.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.Defaults;
import io.ciao.api.schema.KindRegistry;
import io.ciao.api.schema.SchemaValidator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConcentratorSpecTest {
  private static ObjectNode concentrator() {
    return Json.parse(
        """
        {"apiVersion": "ciao.io/v1", "kind": "Concentrator",
         "metadata": {"name": "default-4096", "namespace": "t1"},
         "spec": {"tenantNetwork": "default", "subnet": "172.16.0.0/24", "vni": 4096, "mtu": 1450,
           "outsideAddress": "198.18.0.100/24", "outsideGateway": "198.18.0.254",
           "gateway": {"ip": "172.16.0.1", "mac": "02:00:5e:00:00:01"},
           "dns": {"domain": "t1.ciao"}}}
        """
            .getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatTheSchemaTakesIsWhole() {
    var kind = KindRegistry.load().require("Concentrator");
    var tree = concentrator();
    Defaults.apply(kind, tree);

    assertThat(SchemaValidator.validate(kind, tree)).isEmpty();
    var spec = Json.toRecord(tree, Concentrator.class).spec();
    assertThat(spec.topology()).isEqualTo("mesh");
    assertThat(spec.outsideHost()).isEqualTo("198.18.0.100");
    assertThat(spec.members()).isEmpty();
  }

  private static ConcentratorSpec least() {
    return new ConcentratorSpec(
        "default",
        "172.16.0.0/24",
        4096,
        1450,
        "mesh",
        "198.18.0.100/24",
        "198.18.0.254",
        new Gateway("172.16.0.1", null, "02:00:5e:00:00:01"),
        new Dns("t1.ciao", null));
  }

  private static ConcentratorSpec whole() {
    return least()
        .change()
        .subnet6("fd00::/64")
        .mtu(1370)
        .topology("hub")
        .form("vm")
        .nodeNames(List.of("nn1", "nn2"))
        .outsideAddress("198.18.0.101/24")
        .outsideGateway("198.18.0.253")
        .gateway(new Gateway("172.16.0.1", "fd00::ac10:1", "02:00:5e:00:00:01"))
        .dns(new Dns("example", List.of("9.9.9.9")))
        .members(
            List.of(
                new NetworkMember("u1", 7, "web", "02:00:ac:10:00:02", "172.16.0.2")
                    .withIp6("fd00::ac10:2")
                    .withVtep("10.1.0.7")
                    .withForward(33_002)
                    .withGroups(2)))
        .fenced(List.of("10.1.0.8"))
        .networkCIDRs(List.of("172.16.0.0/16", "fd00::/64"))
        .transit(
            new Transit(
                4097,
                1450,
                "169.254.0.1",
                "02:fd:00:00:00:01",
                List.of(
                    new Transit.Peer(
                        "default-4098",
                        "172.16.1.0/24",
                        "fd00:0:0:1::/64",
                        "169.254.0.2",
                        "02:fd:00:00:00:02"))))
        .externalIPs(
            List.of(new MappedAddress("198.51.100.7", "172.16.0.2", "eip-uid", 640, "ARP")))
        .tunnels(List.of(new TunnelPeer("10.9.0.7", "10.1.0.7:51820", "A".repeat(43) + "=")))
        .made();
  }

  /// Every field of the one is another one in the other, so none was lost or taken for another.
  @Test
  void allThatMayChangeCanBeSaid() throws Exception {
    var never = Set.of("tenantNetwork", "subnet", "vni");
    for (var component : ConcentratorSpec.class.getRecordComponents()) {
      var same =
          Objects.equals(
              component.getAccessor().invoke(least()), component.getAccessor().invoke(whole()));
      assertThat(same).as(component.getName()).isEqualTo(never.contains(component.getName()));
    }
    assertThat(whole().change().made()).isEqualTo(whole());
  }

  @Test
  void theSchemaTakesAllThatARecordCanSay() {
    var kind = KindRegistry.load().require("Concentrator");
    var tree = concentrator();
    tree.set("spec", Json.toTree(whole()));
    tree.set(
        "status",
        Json.toTree(
            new ConcentratorStatus(
                3L,
                new ActiveConcentrator("n-uid", "nn1", "10.1.0.9", 640),
                List.of(new ConfirmedAddress("198.51.100.7", "eip-uid", 640)),
                "198.18.0.101/24",
                8443,
                null)));

    assertThat(SchemaValidator.validate(kind, tree)).isEmpty();
    assertThat(Json.toRecord(tree, Concentrator.class).spec()).isEqualTo(whole());
    var status = Json.toRecord(tree, Concentrator.class).status();
    assertThat(Json.toTree(status)).isEqualTo(tree.path("status"));
    assertThat(status.with(4L, null, List.of()).externalIPs()).isEqualTo(status.externalIPs());
    assertThat(Json.toTree(least())).as("absent stays absent").hasSize(15);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tenantNetwork",
        "subnet",
        "vni",
        "mtu",
        "outsideAddress",
        "outsideGateway",
        "gateway",
        "dns"
      })
  void whatIsLeftOutIsMadeUpByNobody(String field) {
    var kind = KindRegistry.load().require("Concentrator");
    var tree = concentrator();
    Defaults.apply(kind, tree);
    ((ObjectNode) tree.path("spec")).remove(field);

    assertThat(SchemaValidator.validate(kind, tree))
        .singleElement()
        .asString()
        .contains("spec." + field);
    assertThatThrownBy(() -> Json.toRecord(tree, Concentrator.class))
        .hasMessageContaining("spec." + field);
  }
}
