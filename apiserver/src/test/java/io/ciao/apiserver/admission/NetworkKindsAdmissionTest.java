package io.ciao.apiserver.admission;

import static io.ciao.apiserver.admission.AdmissionWorld.keys;
import static io.ciao.apiserver.admission.AdmissionWorld.problems;
import static io.ciao.apiserver.admission.AdmissionWorld.refused;
import static io.ciao.apiserver.admission.AdmissionWorld.team;
import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.apiserver.tree.ObjectTree;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tenant networks, concentrators, security groups, external addresses, physical networks.
final class NetworkKindsAdmissionTest {
  private final AdmissionWorld world = new AdmissionWorld();

  private Draft network(String spec) {
    return world.create("TenantNetwork", team("blue", "spec: {" + spec + "}"));
  }

  @Test
  void aTenantNetworkIsABlockThatHostsCanUse() {
    assertThat(refused(network("cidr: 172.16.0.0/16"))).isEmpty();
    assertThat(refused(network("cidr: nonsense"))).containsExactly("spec.cidr");
    for (String bad : List.of("127.1.0.0/16", "224.0.0.0/8", "240.1.0.0/16", "169.254.7.0/24")) {
      assertThat(problems(network("cidr: " + bad)))
          .singleElement()
          .asString()
          .contains(bad + " overlaps", "which no host may use");
    }
  }

  @Test
  void itsSubnetsAreNotLargerThanItself() {
    assertThat(refused(network("cidr: 10.0.0.0/16, subnetPrefixLength: 15")))
        .containsExactly("spec.subnetPrefixLength");
    assertThat(refused(network("cidr: 10.0.0.0/16, subnetPrefixLength: 16"))).isEmpty();
    assertThat(refused(network("cidr: 10.0.0.0/16, dns: {nameServers: [9.9.9.9, x, 1.1.1]}")))
        .containsExactly("spec.dns.nameServers", "spec.dns.nameServers");
  }

  @Test
  void theNetworksOfOneTenantAreApart() {
    world.put("TenantNetwork", team("red", "spec: {cidr: 10.0.0.0/16}"));
    world.put("TenantNetwork", team("blue", "spec: {cidr: 10.9.0.0/16}"));
    world.put(
        "TenantNetwork", "{metadata: {namespace: other, name: x}, spec: {cidr: 10.8.0.0/16}}");

    assertThat(problems(network("cidr: 10.0.128.0/20")))
        .singleElement()
        .asString()
        .contains("overlaps 10.0.0.0/16 of tenantnetwork \"red\" of the same tenant");
    assertThat(refused(network("cidr: 10.8.0.0/16"))).as("another tenant's").isEmpty();
    Draft again = network("cidr: 10.9.0.0/16");
    assertThat(refused(again)).as("its own").isEmpty();
    assertThat(keys(again)).containsExactly("+/ciao-sys/guard/tenantnetworks/team");
  }

  @Test
  void aConcentratorStaysUntilItsNodeHasTornItDown() {
    assertThat(ObjectTree.finalizers(world.create("Concentrator", team("c", "spec: {}")).tree()))
        .containsExactly("ciao.io/concentrator");
  }

  private Draft rule(String rule) {
    return world.create("SecurityGroup", team("front", "spec: {ingress: [{" + rule + "}]}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "65535", "80-80", "8000-8080", "1-65535"})
  void portsThatThereAre(String port) {
    assertThat(refused(rule("protocol: tcp, ports: ['" + port + "']"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65536", "81-80", "0-80", "80-65536", "x", "80-", "-80", "123456"})
  void portsThatThereAreNot(String port) {
    assertThat(refused(rule("protocol: udp, ports: ['22', '" + port + "']")))
        .containsExactly("spec.ingress[0].ports[1]");
  }

  @Test
  void portsBelongToTcpAndUdp() {
    assertThat(refused(rule("protocol: icmp, ports: ['22']")))
        .containsExactly("spec.ingress[0].ports");
    assertThat(refused(rule("ports: ['22']"))).containsExactly("spec.ingress[0].ports");
    assertThat(refused(rule("protocol: icmp"))).isEmpty();
    assertThat(
            refused(
                world.create("SecurityGroup", team("f", "spec: {egress: [{}, {ports: ['22']}]}"))))
        .containsExactly("spec.egress[1].ports");
  }

  @Test
  void aPeerIsABlockOrAGroup() {
    assertThat(refused(rule("peers: [{cidr: 10.0.0.0/8}, {securityGroup: front}]"))).isEmpty();
    assertThat(problems(rule("peers: [{}]")))
        .singleElement()
        .asString()
        .contains("spec.ingress[0].peers[0]", "exactly one of cidr, securityGroup", "found none");
    assertThat(problems(rule("peers: [{cidr: 10.0.0.0/8, securityGroup: x}]")))
        .singleElement()
        .asString()
        .contains("found cidr and securityGroup");
    assertThat(rule("peers: [{securityGroup: front}]").warnings()).as("itself").isEmpty();
    assertThat(rule("peers: [{securityGroup: back}]").warnings())
        .singleElement()
        .asString()
        .contains("spec.ingress[0].peers[0].securityGroup", "\"back\"");
  }

  @Test
  void aGroupThatIsInUseStays() {
    world.put("Instance", team("web", "spec: {securityGroups: [front]}"));
    world.put("InstanceSet", team("webs", "spec: {template: {spec: {securityGroups: [front]}}}"));
    world.put("SecurityGroup", team("back", "spec: {egress: [{peers: [{securityGroup: front}]}]}"));
    world.put(
        "SecurityGroup", team("front", "spec: {ingress: [{peers: [{securityGroup: front}]}]}"));
    world.put(
        "Instance",
        "{metadata: {namespace: other, name: x}, spec: {securityGroups: [front, back]}}");
    world.put(
        "Instance",
        "{metadata: {namespace: team, name: old, deletionTimestamp: '2026-11-21T09:00:00Z'},"
            + " spec: {securityGroups: [back]}}");

    assertThat(keeps("front"))
        .contains(
            "it is in use by instance/web, instanceset/webs, securitygroup/back; take it out there"
                + " first");
    assertThat(keeps("back")).isEmpty();
  }

  @Test
  void whereTheTenantEndsGroupsThatNameEachOtherGo() {
    world.put("SecurityGroup", team("back", "spec: {egress: [{peers: [{securityGroup: front}]}]}"));
    assertThat(keeps("front")).isPresent();

    world.put("Namespace", "{metadata: {name: team, deletionTimestamp: '2026-11-21T09:00:00Z'}}");
    assertThat(keeps("front")).isEmpty();
  }

  private Optional<String> keeps(String group) {
    return world
        .of("SecurityGroup")
        .keeps(AdmissionWorld.tree("SecurityGroup", team(group, "spec: {}")));
  }

  @Test
  void aChangedGroupIsJudgedLikeANewOne() {
    String bad = team("front", "spec: {ingress: [{ports: ['22']}]}");
    assertThat(refused(world.update("SecurityGroup", team("front", "spec: {}"), bad))).hasSize(1);
  }

  @Test
  void whatWaitsSaysSoFromTheStart() {
    Draft group = world.create("SecurityGroup", team("f", "spec: {}"));
    var ready = group.tree().at("/status/conditions/0");
    assertThat(ready.path("type").asText()).isEqualTo("Ready");
    assertThat(ready.path("status").asText()).isEqualTo("False");
    assertThat(ready.path("reason").asText()).isEqualTo("Pending");
    assertThat(ready.path("message").asText())
        .isEqualTo("waiting for the scheduler to say who has it");
    assertThat(ready.path("lastTransitionTime").asText()).isEqualTo("2026-11-21T10:00:00Z");

    for (String kind : List.of("ExternalIPPool", "ClusterConfig")) {
      assertThat(
              world
                  .create(kind, "{metadata: {name: x}, spec: {}}")
                  .tree()
                  .at("/status/conditions/0/message")
                  .asText())
          .startsWith("waiting for the scheduler");
    }
  }

  @Test
  void rangesOfAPoolAreRangesThatDoNotOverlap() {
    String pool = "{metadata: {name: out}, spec: {ranges: %s}}";
    for (String good : List.of("[]", "[10.0.0.1-10.0.0.9, 10.0.0.10-10.0.0.20]")) {
      assertThat(refused(world.create("ExternalIPPool", pool.formatted(good)))).isEmpty();
    }
    String over = pool.formatted("[10.0.0.1-10.0.0.9, x, 10.0.0.9-10.0.0.20]");
    for (Draft draft :
        List.of(
            world.create("ExternalIPPool", over),
            world.update("ExternalIPPool", pool.formatted("[]"), over))) {
      assertThat(refused(draft)).containsExactly("spec.ranges[1]", "spec.ranges[2]");
      assertThat(problems(draft).get(1)).contains("overlaps 10.0.0.1-10.0.0.9");
    }
  }

  @Test
  void poolsAreApart() {
    String pool = "{metadata: {name: %s, uid: u}, spec: {ranges: [%s]}}";
    world.put("ExternalIPPool", pool.formatted("red", "10.0.0.0/28"));
    world.put("ExternalIPPool", pool.formatted("blue", "10.9.0.0/28"));

    assertThat(problems(world.create("ExternalIPPool", pool.formatted("new", "10.0.0.15"))))
        .containsExactly(
            "spec.ranges: Invalid value: 10.0.0.15 overlaps 10.0.0.0-10.0.0.15 of externalippool"
                + " \"red\"");
    Draft grown =
        world.update(
            "ExternalIPPool",
            pool.formatted("blue", "10.9.0.0/28"),
            pool.formatted("blue", "10.9.0.0/27"));
    assertThat(refused(grown)).as("its own").isEmpty();
    assertThat(keys(grown)).containsExactly("+/ciao-sys/guard/externalippools/cluster");
    String over = pool.formatted("blue", "10.0.0.0/24");
    assertThat(refused(world.update("ExternalIPPool", over, over))).as("it was so").isEmpty();
  }

  @Test
  void aPoolStaysWhileItsAddressesBelongToSomebody() {
    var pool = AdmissionWorld.tree("ExternalIPPool", "{metadata: {name: out}, spec: {}}");
    var index = Map.of("spec.pool", List.of("out"));
    world.put("ExternalIP", team("waits", "spec: {pool: out}, status: {}"), index);
    assertThat(world.of("ExternalIPPool").keeps(pool)).isEmpty();

    world.put("ExternalIP", team("a", "spec: {pool: out}, status: {address: 10.0.0.1}"), index);
    assertThat(world.of("ExternalIPPool").keeps(pool))
        .contains("addresses of it belong to externalip team/a; delete them first");
  }

  @Test
  void anExternalAddressStaysUntilNoConcentratorHasIt() {
    Draft made = world.create("ExternalIP", team("a", "spec: {pool: out}"));
    assertThat(ObjectTree.finalizers(made.tree())).containsExactly("ciao.io/external-ip");
  }

  @Test
  void anExternalAddressSaysWhatItWaitsFor() {
    String claim = team("a", "spec: {pool: out, instance: web}");
    Draft early = world.create("ExternalIP", claim);
    assertThat(early.warnings()).hasSize(2);
    assertThat(early.tree().at("/status/conditions/0/message").asText())
        .isEqualTo("waiting for an address of the pool out");

    world.put("ExternalIPPool", "{metadata: {name: out}, spec: {}}");
    world.put("Instance", team("web", "spec: {}"));
    assertThat(world.create("ExternalIP", claim).warnings()).isEmpty();
    assertThat(world.create("ExternalIP", team("a", "spec: {pool: out}")).warnings()).isEmpty();
    assertThat(world.update("ExternalIP", claim, team("a", "spec: {pool: no}")).warnings())
        .hasSize(1);
  }

  @Test
  void aNameOfItsOwnTenantOrOfTheClusterThatIsNearlyOneThatThereIsIsLikelyAMistake() {
    world.put("ExternalIPPool", "{metadata: {name: outside}, spec: {}}");
    world.put("Instance", team("webserver", "spec: {}"));
    world.put("Instance", "{metadata: {namespace: other, name: webservers}, spec: {}}");

    assertThat(
            world
                .create("ExternalIP", team("a", "spec: {pool: outsid, instance: webserve}"))
                .warnings())
        .containsExactly(
            "spec.pool: there is no externalippool \"outsid\" yet (did you mean outside?); the"
                + " externalip waits for it",
            "spec.instance: there is no instance \"webserve\" yet (did you mean webserver?); the"
                + " externalip waits for it");
  }

  private static final String EXTERNAL = "external: {name: out, cidr: 10.1.0.0/16, ";

  /// The fields below `spec.networks` that are refused, the same in a new and in a changed one.
  private List<String> refusedNetworks(String networks) {
    String config = "{metadata: {name: default}, spec: {networks: {" + networks + "}}}";
    Draft made = world.create("ClusterConfig", config);
    Draft changed = world.update("ClusterConfig", "{metadata: {name: default}, spec: {}}", config);
    assertThat(problems(changed)).isEqualTo(problems(made));
    return refused(made).stream().map(field -> field.replace("spec.networks.", "")).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, 10.1.0.1, 10.1.0.9, ''",
    "10.1.2.3, 10.1.0.1, 10.1.0.1, ''",
    "10.1.2.3, 10.1.0.0, 10.1.0.9, .range.first",
    "10.1.2.3, 10.0.255.1, 10.1.0.9, .range.first",
    "10.1.2.3, 10.1.255.1, 10.2.0.9, .range.last",
    "10.1.2.3, 10.1.255.1, 10.1.255.255, .range.last",
    "10.1.2.3, 10.1.0.9, 10.1.0.1, .range",
    "10.1.0.9, 10.1.0.1, 10.1.0.9, .range",
    "10.1.0.1, 10.1.0.1, 10.1.0.9, .range",
    "10.2.0.1, 10.1.0.1, 10.1.0.9, .gateway",
    "10.1.0.0, 10.1.0.1, 10.1.0.9, .gateway",
    "10.1.255.255, 10.1.0.1, 10.1.0.9, .gateway",
  })
  void theExternalNetworkHoldsItsRouterAndItsRange(
      String gateway, String first, String last, String refused) {
    String range = "gateway: %s, range: {first: %s, last: %s}}".formatted(gateway, first, last);
    assertThat(refusedNetworks(EXTERNAL + range))
        .isEqualTo(refused.isEmpty() ? List.of() : List.of("external" + refused));
  }

  @Test
  void outsideAddressesComeFromARangeOrByDhcp() {
    String range = "range: {first: 10.1.0.1, last: 10.1.0.9}";
    assertThat(refusedNetworks("")).isEmpty();
    assertThat(refusedNetworks(EXTERNAL + "dhcp: true}")).isEmpty();
    assertThat(refusedNetworks(EXTERNAL + "dhcp: false, gateway: 10.1.2.3, " + range + "}"))
        .isEmpty();
    assertThat(refusedNetworks(EXTERNAL + "dhcp: true, gateway: 10.1.2.3, " + range + "}"))
        .containsExactly("external.range", "external.gateway");
    assertThat(refusedNetworks(EXTERNAL + "dhcp: false}"))
        .containsExactly("external.range", "external.gateway");
    assertThat(refusedNetworks(EXTERNAL + range + "}")).containsExactly("external.gateway");
    assertThat(refusedNetworks("external: {name: out, cidr: 127.1.0.0/16, dhcp: true}"))
        .containsExactly("external.cidr");
  }

  @Test
  void tunnelAddressesAreNoOthers() {
    assertThat(refusedNetworks("encryption: none")).isEmpty();
    assertThat(refusedNetworks("encryption: wireguard")).containsExactly("encryptionRange");
    String range = "encryption: wireguard, encryptionRange: 10.9.0.0/16";
    assertThat(refusedNetworks(range)).isEmpty();
    assertThat(refusedNetworks("encryptionRange: 127.9.0.0/16")).containsExactly("encryptionRange");
    for (String other :
        List.of(
            "management: {cidrs: [10.8.0.0/16, 10.9.1.0/24]}",
            "compute: {cidrs: [10.0.0.0/8]}",
            "external: {name: out, cidr: 10.9.0.0/24, dhcp: true}")) {
      assertThat(refusedNetworks(range + ", " + other)).containsExactly("encryptionRange");
    }
    assertThat(
            refusedNetworks(
                range
                    + ", management: {cidrs: [10.8.0.0/16]}, compute: {cidrs: [10.7.0.0/16]}, "
                    + EXTERNAL
                    + "dhcp: true}"))
        .isEmpty();
  }
}
