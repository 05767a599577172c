package io.ciao.scheduler.externalip;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.client.ResourceType;
import io.ciao.api.externalip.AddressMapping;
import io.ciao.api.externalip.ExternalIPStatus;
import io.ciao.api.instance.InstanceNetwork;
import io.ciao.api.meta.ObjectKey;
import io.ciao.basis.address.Ipv4Range;
import io.ciao.scheduler.TestCluster;
import io.ciao.scheduler.TestInstance;
import io.ciao.scheduler.externalip.ExternalIPAction.Told;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a pass over a pool decides, read from the caches as a pass does. Versions are those of the
/// test cluster: the first object has 11.
class ExternalIPDeciderTest {
  private static final ObjectKey POOL = new ObjectKey(null, "public");
  private static final String MAPPING =
      "mapping: {instanceName: web, instanceUID: uid-t1-web, bindingEpoch: 1, epoch: 5,"
          + " concentrator: default-4096}";
  private static final String CONFIRMED = "[{address: 198.51.100.1, uid: uid-e, epoch: 5}]";

  private final TestCluster cluster = new TestCluster();
  private final ExternalIPSnapshotReader reader;

  ExternalIPDeciderTest() throws InterruptedException {
    var caches = cluster.caches();
    reader =
        new ExternalIPSnapshotReader(
            caches, new ExternalIPLookups(caches), Ipv4Range.parse("198.18.0.100-198.18.0.199"));
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private void pool(String spec) {
    cluster.put(
        ResourceType.EXTERNAL_IP_POOLS,
        "metadata: {name: public, generation: 1}\nspec: {" + spec + "}");
  }

  private void externalIP(String name, String metadata, String spec, String status) {
    cluster.put(
        ResourceType.EXTERNAL_IPS,
        """
        metadata: {namespace: t1, name: %s, generation: 1, finalizers: [ciao.io/external-ip]%s}
        spec: {pool: public%s}
        status: {%s}
        """
            .formatted(name, metadata, spec, status));
  }

  private void instance(String... groups) {
    var instance = new TestInstance("t1", "web");
    instance.network =
        new InstanceNetwork("172.16.0.0/24", "default-4096", "172.16.0.2", "02:00:ac:10:00:02", 1);
    instance.securityGroups = List.of(groups);
    cluster.put(ResourceType.INSTANCES, instance.bind("cn1").build());
  }

  private void concentrator(String name, String listed, String confirmed, String node) {
    cluster.put(
        ResourceType.CONCENTRATORS,
        """
        metadata: {namespace: t1, name: %s}
        spec: {tenantNetwork: default, subnet: 172.16.0.0/24, vni: 4096, mtu: 1450, topology: mesh, outsideAddress: 198.18.0.100/24,
          outsideGateway: 198.51.100.3, gateway: {ip: 172.16.0.1, mac: "02:00:5e:00:00:01"}, dns: {domain: said.example},
          nodeNames: [nn1], externalIPs: %s}
        status: {active: {nodeUID: uid-nn1, nodeName: %s, vtep: 198.18.0.11, epoch: 1}, externalIPs: %s}
        """
            .formatted(name, listed, node, confirmed));
  }

  private static final String LISTED =
      "[{address: 198.51.100.1, ip: 172.16.0.2, uid: uid-e, epoch: 5, announce: ARP}]";

  private List<ExternalIPAction> decide() throws InterruptedException {
    cluster.caches();
    return ExternalIPDecider.decide(reader.read(POOL)).actions();
  }

  private ExternalIPAction.SetStatus only() throws InterruptedException {
    var set =
        decide().stream()
            .filter(ExternalIPAction.SetStatus.class::isInstance)
            .map(ExternalIPAction.SetStatus.class::cast)
            .toList();
    assertThat(set).hasSize(1);
    return set.getFirst();
  }

  private static String reason(ExternalIPStatus status) {
    return String.valueOf(status.conditions().getFirst().reason());
  }

  private static String message(ExternalIPStatus status) {
    return String.valueOf(status.conditions().getFirst().message());
  }

  private static List<String> told(List<Told> told) {
    return told.stream().map(one -> one.reason() + ": " + one.message()).toList();
  }

  @Test
  void givesTheLowestAddressThatNobodyHasOrAsksFor() throws Exception {
    pool("ranges: [198.51.100.0/29]");
    externalIP("a", "", "", "address: 198.51.100.1");
    externalIP("b", "", ", address: 198.51.100.2", "");
    externalIP("c", "", "", "");
    concentrator("default-4096", "[]", "[]", "nn1");

    var given =
        decide().stream()
            .filter(ExternalIPAction.SetStatus.class::isInstance)
            .map(action -> ((ExternalIPAction.SetStatus) action).status())
            .toList();

    // .3 is a concentrator's router.
    assertThat(given)
        .extracting(ExternalIPStatus::address)
        .containsExactly("198.51.100.1", "198.51.100.2", "198.51.100.4");
    assertThat(given).allSatisfy(s -> assertThat(reason(s)).isEqualTo("Unmapped"));
    assertThat(given).allSatisfy(s -> assertThat(s.conditions().getFirst().holds()).isTrue());
    var counted = (ExternalIPAction.SetPoolStatus) decide().getLast();
    assertThat(counted.status().total()).isEqualTo(5);
    assertThat(counted.status().free()).isEqualTo(2);
  }

  @Test
  void saysWhyThereIsNoAddress() throws Exception {
    externalIP("e", "", ", instance: web", "");
    var missing = only();
    assertThat(reason(missing.status())).isEqualTo("PoolMissing");
    assertThat(told(missing.told()))
        .containsExactly("Failed: Failed to map to web: there is no externalippool public yet");

    pool("ranges: [198.51.100.1], tenants: [t2]");
    assertThat(reason(only().status())).isEqualTo("PoolNotPermitted");

    pool("ranges: [198.51.100.1]");
    concentrator(
        "default-4097",
        "[{address: 198.51.100.1, ip: 172.16.0.2, uid: uid-gone, epoch: 5, announce: ARP}]",
        "[]",
        "nn1");
    assertThat(reason(only().status())).as("a concentrator has it").isEqualTo("PoolExhausted");

    externalIP("e", "", ", address: 198.51.100.9", "");
    assertThat(reason(only().status())).isEqualTo("AddressNotInPool");
    assertThat(told(only().told()))
        .containsExactly(
            "Failed: Failed to get an address: 198.51.100.9 is not in the pool public, or the"
                + " cluster itself uses it");
  }

  @Test
  void anAddressOfAnotherTenantIsToldWithoutNames() throws Exception {
    pool("ranges: [198.51.100.0/29]");
    cluster.put(
        ResourceType.EXTERNAL_IPS,
        "metadata: {namespace: a, name: x, uid: u-x}\nspec: {pool: public}\n"
            + "status: {address: 198.51.100.1}");
    externalIP("e", "", ", address: 198.51.100.1", "");
    externalIP("o", "", "", "address: 198.51.100.2");
    externalIP("p", "", ", address: 198.51.100.2", "");

    var messages =
        decide().stream()
            .filter(ExternalIPAction.SetStatus.class::isInstance)
            .map(action -> ((ExternalIPAction.SetStatus) action).status())
            .filter(status -> reason(status).equals("AddressTaken"))
            .map(ExternalIPDeciderTest::message)
            .toList();

    assertThat(messages)
        .containsExactly(
            "198.51.100.1 belongs to another tenant", "198.51.100.2 belongs to externalip o");
  }

  @Test
  void grantsWhatNobodyHasToABoundInstance() throws Exception {
    pool("ranges: [198.51.100.0/29]");
    externalIP("e", "", ", instance: web", "");
    assertThat(message(only().status())).isEqualTo("there is no instance web");

    instance();
    concentrator("default-4096", "[]", "[]", "nn1");
    var granted = only().status();

    assertThat(granted.address()).isEqualTo("198.51.100.1");
    assertThat(granted.mapping())
        .isEqualTo(new AddressMapping("web", "uid-t1-web", 1, 12, "default-4096"));
    assertThat(reason(granted)).isEqualTo("WaitingForConcentrator");

    concentrator("other", LISTED, "[]", "nn1");
    assertThat(only().status().mapping()).isNull();
    assertThat(message(only().status())).isEqualTo("concentrator other has not let go of it yet");
    concentrator("other", "[]", CONFIRMED, "nn1");
    assertThat(only().status().mapping()).isNull();
  }

  @Test
  void isReadyOnceItsConcentratorConfirms() throws Exception {
    pool("ranges: [198.51.100.0/29]");
    externalIP("e", "", ", instance: web", "address: 198.51.100.1, " + MAPPING);
    instance("web");
    concentrator("default-4096", LISTED, "[{address: 198.51.100.1, uid: uid-e, epoch: 4}]", "nn1");
    assertThat(reason(only().status())).as("another epoch").isEqualTo("WaitingForConcentrator");
    concentrator("default-4096", LISTED, CONFIRMED, "nn0");
    assertThat(reason(only().status())).as("of a node that has it no more").startsWith("Waiting");

    concentrator("default-4096", LISTED, CONFIRMED, "nn1");
    assertThat(reason(only().status())).isEqualTo("Mapped");
    assertThat(told(only().told())).containsExactly("Mapped: Mapped 198.51.100.1 to instance web");

    instance();
    assertThat(reason(only().status())).isEqualTo("NoSecurityGroup");
    assertThat(only().status().conditions().getFirst().holds()).isFalse();
    assertThat(message(only().status()))
        .isEqualTo(
            "instance web has no security group, so nothing from outside reaches it; give it one"
                + " that allows what is wanted");
  }

  @Test
  void aGrantEndsWhenNoConcentratorHasItAnyMore() throws Exception {
    pool("ranges: [198.51.100.0/29]");
    instance("web");
    for (var spec : List.of("", ", instance: other")) {
      externalIP("e", "", spec, "address: 198.51.100.1, " + MAPPING);
      concentrator("default-4096", LISTED, CONFIRMED, "nn1");
      assertThat(only().status().mapping()).isNotNull();
      assertThat(reason(only().status())).isEqualTo("WaitingForRelease");
      concentrator("default-4096", "[]", CONFIRMED, "nn1");
      assertThat(only().status().mapping()).isNotNull();

      concentrator("default-4096", "[]", "[]", "nn1");
      assertThat(only().status().mapping()).isNull();
      assertThat(told(only().told()))
          .containsExactly("Unmapped: Unmapped 198.51.100.1 from instance web");
    }
  }

  @Test
  void aGrantOutlivesTheBindingAndNotTheInstance() throws Exception {
    pool("ranges: [198.51.100.0/29]");
    externalIP("e", "", ", instance: web", "address: 198.51.100.1, " + MAPPING);
    concentrator("default-4096", "[]", "[]", "nn1");
    var moved = new TestInstance("t1", "web");
    moved.network =
        new InstanceNetwork("172.16.0.0/24", "default-4096", "172.16.0.2", "02:00:ac:10:00:02", 1);
    cluster.put(ResourceType.INSTANCES, moved.build());
    assertThat(message(only().status())).isEqualTo("instance web has no node");
    assertThat(only().status().mapping()).isNotNull();

    moved.version = 7;
    cluster.put(ResourceType.INSTANCES, moved.bind("cn2").build());
    assertThat(only().status().mapping())
        .isEqualTo(new AddressMapping("web", "uid-t1-web", 7, 5, "default-4096"));

    cluster.delete(ResourceType.INSTANCES, "t1", "web");
    assertThat(only().status().mapping()).isNull();
    assertThat(only().status().address()).isEqualTo("198.51.100.1");
  }

  @Test
  void aDeletedOneStaysWhileAConcentratorHasItsAddress() throws Exception {
    pool("ranges: [198.51.100.0/29]");
    var deleted = ", deletionTimestamp: \"2026-11-21T10:00:00Z\"";
    externalIP("e", deleted, ", instance: web", "address: 198.51.100.1, " + MAPPING);
    concentrator("default-4096", "[]", CONFIRMED, "nn1");
    assertThat(reason(only().status())).isEqualTo("WaitingForRelease");

    concentrator("default-4096", "[]", "[]", "nn1");
    var gone = (ExternalIPAction.RemoveFinalizer) decide().getFirst();
    assertThat(told(gone.told()))
        .containsExactly("Unmapped: Unmapped 198.51.100.1 from instance web");
  }
}
