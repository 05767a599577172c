package io.ciao.scheduler.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.client.ResourceType;
import io.ciao.api.instance.InstanceNetwork;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.ConcentratorSpec;
import io.ciao.api.network.Transit;
import io.ciao.scheduler.TestCluster;
import io.ciao.scheduler.TestInstance;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How the subnets of a tenant come to know each other, read from the caches as a pass does.
class TenantTransitTest {
  private static final ObjectKey APP = new ObjectKey("t1", "app");
  private static final ObjectKey DB = new ObjectKey("t1", "db");

  private final TestCluster cluster = new TestCluster();

  @AfterEach
  void close() {
    cluster.close();
  }

  /// A network with one subnet that an instance is in.
  private void network(String tenant, String name, int number, String transit) {
    cluster.put(
        ResourceType.TENANT_NETWORKS,
        """
        metadata: {namespace: %s, name: %s}
        spec: {cidr: 172.16.%d.0/24}
        status: {subnets: [{cidr: 172.16.%d.0/24, vni: %d, gateway: 172.16.%d.1, concentrator: %s}]%s}
        """
            .formatted(
                tenant, name, number, number, 4096 + number, number, cnci(name, number), transit));
    var instance = new TestInstance(tenant, name + "-i");
    instance.networkName = name;
    instance.network =
        new InstanceNetwork(
            "172.16.%d.0/24".formatted(number),
            cnci(name, number),
            "172.16.%d.2".formatted(number),
            "02:00:ac:10:0%d:02".formatted(number),
            1);
    cluster.put(ResourceType.INSTANCES, instance.build());
  }

  private static String cnci(String network, int number) {
    return network + "-" + (4096 + number);
  }

  private void concentrator(
      String tenant, String network, int number, String metadata, String more) {
    cluster.put(
        ResourceType.CONCENTRATORS,
        """
        metadata: {namespace: %s, name: %s, finalizers: [ciao.io/concentrator]%s}
        spec: {tenantNetwork: %s, subnet: 172.16.%d.0/24, vni: %d, mtu: 1400, topology: mesh, outsideAddress: 198.18.0.10%d/24,
          outsideGateway: 198.18.0.254, gateway: {ip: 172.16.%d.1, mac: "02:00:5e:00:00:01"}, dns: {domain: t1.ciao}, nodeNames: [nn1]%s}
        status: {active: {nodeUID: uid-nn1, nodeName: nn1, vtep: 198.18.0.1%d, epoch: 1}}
        """
            .formatted(
                tenant,
                cnci(network, number),
                metadata,
                network,
                number,
                4096 + number,
                number,
                number,
                more,
                number));
  }

  private List<NetworkAction> decide(ObjectKey network) throws InterruptedException {
    return NetworkDecider.decide(
            new NetworkSnapshotReader(cluster.caches()).read(network), NetworkWorld.SETTINGS)
        .actions();
  }

  private Optional<Long> stored(ObjectKey network) throws InterruptedException {
    return decide(network).stream()
        .filter(NetworkAction.SetTransitVni.class::isInstance)
        .map(a -> ((NetworkAction.SetTransitVni) a).vni())
        .findFirst();
  }

  private ConcentratorSpec updated(ObjectKey network) throws InterruptedException {
    return decide(network).stream()
        .filter(NetworkAction.UpdateConcentrator.class::isInstance)
        .map(a -> ((NetworkAction.UpdateConcentrator) a).spec())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theFirstNetworkGetsAVniWhenATenantHasASecondConcentrator() throws Exception {
    network("t1", "app", 0, "");
    concentrator("t1", "app", 0, "", "");
    network("t2", "app", 5, "");
    concentrator("t2", "app", 5, "", "");
    assertThat(stored(APP)).as("another tenant's is none").isEmpty();

    network("t1", "db", 1, "");
    concentrator("t1", "db", 1, "", "");
    assertThat(stored(APP)).as("none of a subnet's").contains(4102L);
    assertThat(updated(APP).transit()).as("nobody uses it before it is stored").isNull();
  }

  @Test
  void theOthersGetTheSameOne() throws Exception {
    network("t1", "app", 0, ", transitVNI: 4200");
    concentrator("t1", "app", 0, "", "");
    network("t1", "db", 1, "");
    concentrator("t1", "db", 1, "", "");
    network("t1", "idle", 2, "");

    assertThat(stored(APP)).isEmpty();
    assertThat(stored(DB)).contains(4200L);
    assertThat(stored(new ObjectKey("t1", "idle"))).as("it has no concentrator").isEmpty();
    network("t3", "app", 3, "");
    network("t3", "db", 4, "");
    concentrator("t3", "app", 3, "", "");
    concentrator("t3", "db", 4, "", "");
    assertThat(stored(new ObjectKey("t3", "app"))).as("beyond the others'").contains(4201L);
  }

  @Test
  void eachConcentratorKnowsTheWayToTheOthersOfItsTenant() throws Exception {
    network("t1", "app", 0, ", transitVNI: 4200");
    concentrator("t1", "app", 0, "", "");
    network("t1", "db", 1, ", transitVNI: 4200");
    concentrator("t1", "db", 1, "", "");
    concentrator("t1", "gone", 3, ", deletionTimestamp: 2026-01-01T00:00:00Z", "");
    network("t2", "app", 5, "");
    concentrator("t2", "app", 5, "", "");

    assertThat(updated(APP).transit())
        .isEqualTo(
            new Transit(
                4200,
                1450,
                "172.16.0.1",
                "02:fd:00:00:10:00",
                List.of(
                    new Transit.Peer(
                        "db-4097", "172.16.1.0/24", null, "172.16.1.1", "02:fd:00:00:10:01"))));
    assertThat(updated(DB).transit().peers()).extracting("name").containsExactly("app-4096");
  }

  @Test
  void theWayGoesWithTheLastOther() throws Exception {
    network("t1", "app", 0, ", transitVNI: 4200");
    concentrator(
        "t1",
        "app",
        0,
        "",
        ", transit: {vni: 4200, mtu: 1450, address: 172.16.0.1, mac: \"02:fd:00:00:10:00\", peers:"
            + " [{name: db-4097, subnet: 172.16.1.0/24, address: 172.16.1.1, mac:"
            + " \"02:fd:00:00:10:01\"}]}");

    assertThat(updated(APP).transit()).isNull();
    assertThat(stored(APP)).as("the VNI stays").isEmpty();
  }

  @Test
  void whatALostNodeSendsByTheWayIsRefusedToo() throws Exception {
    network("t1", "app", 0, ", transitVNI: 4200");
    concentrator("t1", "app", 0, "", "");
    network("t1", "db", 1, ", transitVNI: 4200");
    concentrator("t1", "db", 1, "", ", fenced: [198.18.0.41]");
    for (var lost : List.of("11", "41", "51")) {
      cluster.put(
          ResourceType.NODES,
          """
          metadata: {name: n%s}
          spec: {roles: [network]}
          status: {address: 198.18.0.%s, member: {state: Lost, incarnation: 1}}
          """
              .formatted(lost, lost));
    }

    assertThat(updated(APP).fenced())
        .as("where the other served, and whom it refuses")
        .containsExactly("198.18.0.11", "198.18.0.41");
  }
}
