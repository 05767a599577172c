package io.ciao.scheduler.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.client.ResourceType;
import io.ciao.api.instance.InstanceNetwork;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.ConcentratorReasons;
import io.ciao.api.network.ConcentratorSpec;
import io.ciao.api.network.MappedAddress;
import io.ciao.scheduler.TestCluster;
import io.ciao.scheduler.TestInstance;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What becomes of a concentrator that there is, read from the caches as a pass does.
class ConcentratorSpecDeciderTest {
  private static final ObjectKey NETWORK = new ObjectKey("t1", "default");

  private static final String BLOCK = "fd12:3456:7800:1000::/64";

  private final TestCluster cluster = new TestCluster();

  @AfterEach
  void close() {
    cluster.close();
  }

  private void network(String more) {
    network(more, null);
  }

  private void network(String more, @Nullable String block) {
    var cidr6 = block == null ? "" : ", cidr6: \"" + block + "\"";
    cluster.put(
        ResourceType.TENANT_NETWORKS,
        """
        metadata: {namespace: t1, name: default}
        spec: {cidr: 172.16.0.0/16%s}
        status: {subnets: [{cidr: 172.16.0.0/24, vni: 4096, gateway: 172.16.0.1, concentrator: default-4096%s}]}
        """
            .formatted(more, cidr6));
  }

  private void concentrator(String more, String metadata) {
    cluster.put(
        ResourceType.CONCENTRATORS,
        """
        metadata: {namespace: t1, name: default-4096, finalizers: [ciao.io/concentrator]%s}
        spec: {tenantNetwork: default, subnet: 172.16.0.0/24, vni: 4096, mtu: 1450, topology: mesh, outsideAddress: 198.18.0.100/24,
          outsideGateway: 198.18.0.254, gateway: {ip: 172.16.0.1, mac: "02:00:5e:00:00:01"}, dns: {domain: said.example}%s}
        status: {active: {nodeUID: uid-nn1, nodeName: nn1, vtep: 198.18.0.11, epoch: 1}}
        """
            .formatted(metadata, more));
  }

  private void node(String name, String role, String address, String state, boolean ready) {
    cluster.put(
        ResourceType.NODES,
        """
        metadata: {name: %s}
        spec: {roles: [%s]}
        status:
          address: %s
          member: {state: %s, incarnation: 1}
          conditions: [{type: Ready, status: "%s", reason: AgentReady, message: m}]
        """
            .formatted(name, role, address, state, ready ? "True" : "False"));
  }

  private void instance(String node) {
    instance(node, null);
  }

  private void instance(String node, @Nullable String address6) {
    var instance = new TestInstance("t1", "a");
    instance.network =
        new InstanceNetwork("172.16.0.0/24", "default-4096", "172.16.0.2", "02:00:ac:10:00:02", 1)
            .withAddress6(address6);
    cluster.put(ResourceType.INSTANCES, instance.bind(node).build());
  }

  private static String member(String vtep) {
    return ", members: [{uid: uid-t1-a, epoch: 1, name: a, mac: \"02:00:ac:10:00:02\", ip: 172.16.0.2, vtep: %s, forward: 1}]"
        .formatted(vtep);
  }

  private List<NetworkAction> decide() throws InterruptedException {
    return decide(NetworkWorld.SETTINGS);
  }

  private List<NetworkAction> decide(NetworkSettings settings) throws InterruptedException {
    return NetworkDecider.decide(
            new NetworkSnapshotReader(cluster.caches()).read(NETWORK), settings)
        .actions();
  }

  private ConcentratorSpec updated() throws InterruptedException {
    return decide().stream()
        .filter(NetworkAction.UpdateConcentrator.class::isInstance)
        .map(a -> ((NetworkAction.UpdateConcentrator) a).spec())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void saysTheBlocksOfTheWholeNetwork() throws Exception {
    network("");
    instance("cn1");
    node("cn1", "compute", "198.18.0.31", "Member", true);
    node("nn1", "network", "198.18.0.11", "Member", true);
    concentrator(", nodeNames: [nn1]" + member("198.18.0.31"), "");

    assertThat(updated().networkCIDRs()).containsExactly("172.16.0.0/16");
  }

  @Test
  void subnetsThatHaveNoIpv6BlockGetTheirs() throws Exception {
    network("");
    instance("cn1");
    concentrator("", "");

    assertThat(decide(NetworkWorld.WITH_IPV6))
        .filteredOn(NetworkAction.SetSubnets.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(
            NetworkAction.SetSubnets.class,
            set -> {
              assertThat(set.subnets()).extracting("cidr6").containsExactly(BLOCK);
              assertThat(set.subnets()).extracting("cidr").containsExactly("172.16.0.0/24");
            });
    network("", BLOCK);
    assertThat(decide(NetworkWorld.WITH_IPV6))
        .noneMatch(NetworkAction.SetSubnets.class::isInstance);
    network("", "fd99::/64");
    assertThat(decide(NetworkWorld.WITH_IPV6))
        .as("what was derived from another authority stays")
        .noneMatch(NetworkAction.SetSubnets.class::isInstance);
  }

  @Test
  void ipv6ComesWithTheSubnetsBlock() throws Exception {
    network("", BLOCK);
    instance("cn1", "fd12:3456:7800:1000::ac10:2");
    concentrator("", "");

    var spec = updated();

    assertThat(spec.subnet6()).isEqualTo(BLOCK);
    assertThat(spec.networkCIDRs()).contains(BLOCK);
    assertThat(spec.gateway().ip6()).isEqualTo("fd12:3456:7800:1000::ac10:1");
    assertThat(spec.members()).extracting("ip6").containsExactly("fd12:3456:7800:1000::ac10:2");
    instance("cn1", null);
    assertThat(updated().members()).as("bound before").extracting("ip6").containsOnlyNulls();
  }

  @Test
  void ipv6GoesWithAnMtuThatIsTooSmallForIt() throws Exception {
    instance("cn1", "fd12:3456:7800:1000::ac10:2");
    concentrator(", subnet6: \"%s\"".formatted(BLOCK), "");
    network(", mtu: 1280", BLOCK);
    assertThat(updated().subnet6()).isEqualTo(BLOCK);

    network(", mtu: 1279", BLOCK);
    assertThat(updated().subnet6()).isNull();
    assertThat(updated().gateway().ip6()).isNull();
    assertThat(updated().members()).extracting("ip6").containsOnlyNulls();
  }

  @Test
  void ofANetworkThatIsGoneTheIpv6BlockStays() throws Exception {
    instance("cn1", "fd12:3456:7800:1000::ac10:2");
    concentrator(", subnet6: \"%s\"".formatted(BLOCK), "");

    assertThat(updated().subnet6()).isEqualTo(BLOCK);
    assertThat(updated().members()).extracting("ip6").doesNotContainNull();
  }

  @Test
  void goesToAnotherNodeWhenItsOwnIsLost() throws Exception {
    network("");
    instance("cn1");
    node("cn1", "compute", "198.18.0.31", "Member", true);
    node("nn1", "network", "198.18.0.11", "Lost", false);
    node("nn2", "network", "198.18.0.12", "Member", true);
    concentrator(", nodeNames: [nn1]" + member("198.18.0.31"), "");

    var spec = updated();

    assertThat(spec.nodeNames()).containsExactly("nn2");
    assertThat(spec.fenced()).as("its old gateway").containsExactly("198.18.0.11");
    assertThat(spec.outsideAddress()).isEqualTo("198.18.0.100/24");
  }

  @Test
  void goesToAnotherNodeWhenItsOwnIsDeleted() throws Exception {
    network("");
    instance("cn1");
    node("nn2", "network", "198.18.0.12", "Member", true);
    concentrator(", nodeNames: [nn1]", "");

    assertThat(updated().nodeNames()).containsExactly("nn2");
  }

  @Test
  void staysOnANodeThatIsNotReadyForAMoment() throws Exception {
    network("");
    instance("cn1");
    node("cn1", "compute", "198.18.0.31", "Member", true);
    node("nn1", "network", "198.18.0.11", "Member", false);
    node("nn2", "network", "198.18.0.12", "Member", true);
    concentrator(", nodeNames: [nn1]", "");

    assertThat(updated().nodeNames()).containsExactly("nn1", "nn2");
  }

  @Test
  void isCarriedByTwoWhereTwoAreReadyAndALostOneIsReplaced() throws Exception {
    network("");
    instance("cn1");
    node("nn1", "network", "198.18.0.11", "Member", true);
    node("nn2", "network", "198.18.0.12", "Lost", false);
    node("nn3", "network", "198.18.0.13", "Member", true);
    concentrator(", nodeNames: [nn1]", "");
    assertThat(updated().nodeNames()).containsExactly("nn1", "nn3");

    concentrator(", nodeNames: [nn1, nn2]", "");
    assertThat(updated().nodeNames()).containsExactly("nn1", "nn3");
    assertThat(updated().fenced()).as("it may have taken the role").containsExactly("198.18.0.12");

    concentrator(", nodeNames: [nn2, nn1]", "");
    assertThat(updated().nodeNames()).containsExactly("nn1", "nn3");
  }

  @Test
  void isCarriedByOneIfItsNetworkSaysSoAndTheOneThatServesStays() throws Exception {
    network(", concentrator: {replicas: 1}");
    instance("cn1");
    node("nn1", "network", "198.18.0.11", "Member", true);
    node("nn2", "network", "198.18.0.12", "Member", true);

    concentrator(", nodeNames: [nn2, nn1]", "");

    assertThat(updated().nodeNames()).as("nn1 has the role").containsExactly("nn1");
  }

  @Test
  void saysWhetherAnotherCouldServeIt() throws Exception {
    network("");
    instance("cn1");
    node("cn1", "compute", "198.18.0.31", "Member", true);
    node("nn1", "network", "198.18.0.11", "Member", true);
    served("[nn1]", "nn1", "[]");
    assertThat(says(ConcentratorReasons.STANDBY))
        .containsExactly(
            "False NoStandby: node nn1 alone carries it, for no other node with the role network is"
                + " ready");

    node("nn2", "network", "198.18.0.12", "Member", true);
    served("[nn1, nn2]", "nn1", "[]");
    assertThat(says(ConcentratorReasons.STANDBY))
        .containsExactly(
            "True StandingBy: nodes nn1 and nn2 carry it, and each takes over from the other");

    network(", concentrator: {replicas: 1}");
    served("[nn1]", "nn1", "[]");
    assertThat(says(ConcentratorReasons.STANDBY))
        .containsExactly("False NoStandby: node nn1 alone carries it, as its network asks");
  }

  @Test
  void aDeletedOneWaitsForWhoeverServesItAlone() throws Exception {
    network("");
    node("nn1", "network", "198.18.0.11", "Member", true);
    node("nn2", "network", "198.18.0.12", "Lost", false);
    concentrator(", nodeNames: [nn2, nn1]", ", deletionTimestamp: 2026-01-01T00:00:00Z");
    assertThat(finalizerRemovals()).isZero();

    node("nn1", "network", "198.18.0.11", "Lost", false);
    node("nn2", "network", "198.18.0.12", "Member", true);
    assertThat(finalizerRemovals()).isEqualTo(1);
  }

  @Test
  void whoServesFewerServesTheNext() throws Exception {
    node("nn1", "network", "198.18.0.11", "Member", true);
    node("nn2", "network", "198.18.0.12", "Member", true);
    assertThat(networkNodes()).containsExactly("nn1", "nn2");

    concentrator(", nodeNames: [nn1, nn2]", "");
    assertThat(networkNodes()).containsExactly("nn2", "nn1");

    cluster.put(
        ResourceType.NODES,
        """
        metadata: {name: nn2}
        spec: {roles: [network], unschedulable: true}
        status: {member: {state: Member, incarnation: 1}, conditions: [{type: Ready, status: "True", reason: AgentReady, message: m}]}
        """);
    assertThat(networkNodes()).as("nothing new").containsExactly("nn1", "nn2");
  }

  private List<String> networkNodes() throws InterruptedException {
    return new NetworkSnapshotReader(cluster.caches()).read(NETWORK).networkNodes();
  }

  @Test
  void hasNoNodeWhileNoneIsReady() throws Exception {
    network("");
    instance("cn1");
    node("nn1", "network", "198.18.0.11", "Lost", false);
    concentrator(", nodeNames: [nn1]", "");

    assertThat(updated().nodeNames()).isEmpty();
  }

  private List<String> saysOfItself() throws InterruptedException {
    return says(CommonReasons.READY);
  }

  private List<String> says(String type) throws InterruptedException {
    return decide().stream()
        .filter(NetworkAction.SetConcentratorCondition.class::isInstance)
        .map(a -> ((NetworkAction.SetConcentratorCondition) a).condition())
        .filter(c -> c.type().equals(type))
        .map(c -> c.status() + " " + c.reason() + ": " + c.message())
        .toList();
  }

  private void served(String nodeNames, String active) {
    served(nodeNames, active, "[198.18.0.11]");
  }

  private void served(String nodeNames, String active, String fenced) {
    cluster.put(
        ResourceType.CONCENTRATORS,
        """
        metadata: {namespace: t1, name: default-4096, finalizers: [ciao.io/concentrator]}
        spec: {tenantNetwork: default, subnet: 172.16.0.0/24, vni: 4096, mtu: 1450, topology: mesh, outsideAddress: 198.18.0.100/24,
          outsideGateway: 198.18.0.254, gateway: {ip: 172.16.0.1, mac: "02:00:5e:00:00:01"}, dns: {domain: t1.ciao, nameServers: []}, nodeNames: %s, fenced: %s, networkCIDRs: [172.16.0.0/16],
          members: [{uid: uid-t1-a, epoch: 1, name: a, mac: "02:00:ac:10:00:02", ip: 172.16.0.2, vtep: 198.18.0.31, forward: 1}]}
        status: {active: {nodeUID: u, nodeName: %s, vtep: 198.18.0.11, epoch: 1},
          conditions: [{type: Ready, status: "True", reason: Serving, message: m}]}
        """
            .formatted(nodeNames, fenced, active));
  }

  @Test
  void saysItselfThatNobodyServesItWhereNoAgentCan() throws Exception {
    network("");
    instance("cn1");
    node("cn1", "compute", "198.18.0.31", "Member", true);
    node("nn1", "network", "198.18.0.11", "Lost", false);
    served("[]", "nn1");
    assertThat(saysOfItself())
        .singleElement()
        .asString()
        .startsWith("False NoNetworkNode: no node with the role network is ready");

    node("nn2", "network", "198.18.0.12", "Member", true);
    served("[nn2]", "nn1");
    assertThat(saysOfItself())
        .containsExactly("False WaitingForTakeover: node nn2 has not taken it over from nn1 yet");

    served("[nn2]", "nn2");
    assertThat(saysOfItself()).isEmpty();
  }

  @Test
  void fencesTheNodeThatAMemberWasMovedAwayFrom() throws Exception {
    network("");
    instance("cn2");
    node("cn1", "compute", "198.18.0.31", "Lost", false);
    node("cn2", "compute", "198.18.0.32", "Member", true);
    node("cn3", "compute", "198.18.0.33", "Lost", false);
    node("nn1", "network", "198.18.0.11", "Member", true);
    concentrator(", nodeNames: [nn1]" + member("198.18.0.31"), "");

    var spec = updated();

    assertThat(spec.members()).extracting("vtep").containsExactly("198.18.0.32");
    assertThat(spec.fenced()).as("cn3 had nothing of it").containsExactly("198.18.0.31");
  }

  @Test
  void fencesALostNodeForAsLongAsItIsLost() throws Exception {
    network("");
    instance("cn2");
    node("cn1", "compute", "198.18.0.31", "Lost", false);
    node("cn2", "compute", "198.18.0.32", "Member", true);
    node("nn1", "network", "198.18.0.11", "Member", true);
    concentrator(", nodeNames: [nn1], fenced: [198.18.0.31]", "");
    assertThat(updated().fenced()).containsExactly("198.18.0.31");

    node("cn1", "compute", "198.18.0.31", "Rejoining", false);
    assertThat(updated().fenced()).isEmpty();
  }

  @Test
  void anAddressThatAnotherMachineHasGotIsNotFenced() throws Exception {
    network("");
    instance("cn2");
    node("cn1", "compute", "198.18.0.31", "Lost", false);
    node("cn2", "compute", "198.18.0.31", "Member", true);
    node("nn1", "network", "198.18.0.11", "Member", true);
    concentrator(", nodeNames: [nn1], fenced: [198.18.0.31]", "");

    assertThat(updated().fenced()).isEmpty();
  }

  @Test
  void followsWhatPeopleSayOfTheNetwork() throws Exception {
    network(", mtu: 1300, topology: hub, dns: {domain: example, nameServers: [192.0.2.53]}");
    instance("cn1");
    node("nn1", "network", "198.18.0.11", "Member", true);
    concentrator(", nodeNames: [nn1]", "");

    var spec = updated();

    assertThat(spec.mtu()).isEqualTo(1300);
    assertThat(spec.topology()).isEqualTo("hub");
    assertThat(spec.dns().domain()).isEqualTo("example");
    assertThat(spec.dns().nameServers()).containsExactly("192.0.2.53");
  }

  @Test
  void ofANetworkThatIsGoneItKeepsWhatWasSaid() throws Exception {
    instance("cn1");
    node("nn1", "network", "198.18.0.11", "Member", true);
    concentrator(", nodeNames: [nn1]", "");

    assertThat(updated().dns().domain()).isEqualTo("said.example");
  }

  @Test
  void aDeletedOneWaitsForItsNodeUnlessThatIsLost() throws Exception {
    network("");
    node("nn1", "network", "198.18.0.11", "Member", false);
    concentrator(", nodeNames: [nn1]", ", deletionTimestamp: 2026-01-01T00:00:00Z");
    assertThat(finalizerRemovals()).isZero();

    node("nn1", "network", "198.18.0.11", "Lost", false);
    assertThat(finalizerRemovals()).isEqualTo(1);
  }

  private long finalizerRemovals() throws InterruptedException {
    return decide().stream()
        .filter(NetworkAction.RemoveConcentratorFinalizer.class::isInstance)
        .count();
  }

  @Test
  void hasTheAddressesThatAreGrantedToItsMembers() throws Exception {
    network("");
    node("nn1", "network", "198.18.0.11", "Member", true);
    node("cn1", "compute", "198.18.0.31", "Member", true);
    var a = new TestInstance("t1", "a");
    a.network =
        new InstanceNetwork("172.16.0.0/24", "default-4096", "172.16.0.2", "02:00:ac:10:00:02", 1);
    a.securityGroups = List.of("web", "all");
    cluster.put(ResourceType.INSTANCES, a.bind("cn1").build());
    concentrator("", "");
    cluster.put(
        ResourceType.EXTERNAL_IP_POOLS,
        "metadata: {name: public}\nspec: {ranges: [198.51.100.0/24], announce: Route}");
    externalIP("late", "t1", "spec: {pool: public, instance: a}", "a", 7, "default-4096");
    externalIP("first", "t1", "spec: {pool: gone, instance: a}", "a", 5, "default-4096");
    externalIP("other", "t1", "spec: {pool: public, instance: b}", "a", 1, "default-4096");
    externalIP("theirs", "t2", "spec: {pool: public, instance: a}", "a", 2, "default-4096");
    externalIP("elsewhere", "t1", "spec: {pool: public, instance: a}", "a", 3, "default-4097");
    externalIP("no-member", "t1", "spec: {pool: public, instance: c}", "c", 4, "default-4096");

    var spec = updated();

    assertThat(spec.externalIPs())
        .containsExactly(
            new MappedAddress("198.51.100.5", "172.16.0.2", "uid-first", 5, "ARP"),
            new MappedAddress("198.51.100.7", "172.16.0.2", "uid-late", 7, "Route"));
    assertThat(spec.members().getFirst().groups()).isEqualTo(2);
  }

  private void externalIP(
      String name, String tenant, String spec, String instance, long epoch, String concentrator) {
    cluster.put(
        ResourceType.EXTERNAL_IPS,
        """
        metadata: {namespace: %s, name: %s}
        %s
        status:
          address: 198.51.100.%d
          mapping: {instanceName: %s, instanceUID: uid-t1-%s, bindingEpoch: 1, epoch: %d, concentrator: %s}
        """
            .formatted(tenant, name, spec, epoch, instance, instance, epoch, concentrator));
  }
}
