package io.ciao.scheduler.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.instance.InstanceNetwork;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.instance.SshEndpoint;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.ObjectMeta;
import io.ciao.api.network.Subnet;
import io.ciao.api.network.TenantNetwork;
import io.ciao.api.network.TenantNetworkSpec;
import io.ciao.api.network.TenantNetworkStatus;
import io.ciao.scheduler.TestInstance;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkDeciderTest {
  private static final Subnet SUBNET =
      new Subnet("172.16.0.0/24", null, 4096, "172.16.0.1", "default-4096");

  private static TenantNetwork network(
      String name, TenantNetworkSpec spec, boolean deleting, Subnet... subnets) {
    var meta =
        new ObjectMeta(
            name,
            null,
            "t1",
            "uid-net",
            "5",
            3L,
            null,
            null,
            null,
            null,
            TestInstance.BEGIN,
            deleting ? TestInstance.BEGIN : null);
    return new TenantNetwork(
        null, null, meta, spec, new TenantNetworkStatus(null, List.of(subnets), null, null));
  }

  private static TenantNetwork network(Subnet... subnets) {
    return network("default", TenantNetworkSpec.EMPTY, false, subnets);
  }

  private static NetworkSnapshot snapshot(
      TenantNetwork network, Set<Long> vnis, Set<String> outside, TestInstance... instances) {
    return new NetworkSnapshot(
        network,
        List.of(instances).stream().map(TestInstance::build).toList(),
        List.of(),
        new TenantTransit(null, List.of()),
        vnis,
        outside,
        List.of("nn1"),
        Set.of("nn1"),
        Map.of("cn1", "198.18.0.31"),
        Set.of(),
        List.of());
  }

  private static List<NetworkAction> decide(NetworkSnapshot snapshot) {
    return NetworkDecider.decide(snapshot, NetworkWorld.SETTINGS).actions();
  }

  private static NetworkAction.CreateConcentrator created(NetworkSnapshot snapshot) {
    return (NetworkAction.CreateConcentrator)
        decide(snapshot).stream()
            .filter(a -> a instanceof NetworkAction.CreateConcentrator)
            .findFirst()
            .orElseThrow();
  }

  private static TestInstance instance(String name) {
    return new TestInstance("t1", name);
  }

  private static TestInstance bound(String name, String address, String node) {
    var made = instance(name);
    made.network = new InstanceNetwork("172.16.0.0/24", "default-4096", address, "m", 1);
    return made.bind(node);
  }

  @Test
  void firstInstanceBringsASubnetWithAVniThatNobodyHas() {
    assertThat(decide(snapshot(network(), Set.of(4096L, 4100L), Set.of(), instance("a"))))
        .singleElement()
        .isInstanceOfSatisfying(
            NetworkAction.AllocateSubnet.class,
            a ->
                assertThat(a.subnet())
                    .isEqualTo(
                        new Subnet("172.16.0.0/24", null, 4101, "172.16.0.1", "default-4101")));
  }

  @ParameterizedTest
  @CsvSource({
    "172.16.0.0/16, 24, 172.16.0.0/24",
    "172.16.0.0/24, 24, 172.16.0.0/24",
    "172.16.0.0/25, 24, 172.16.0.0/25"
  })
  void subnetIsNoLargerThanTheNetwork(String cidr, int prefix, String subnet) {
    var spec = new TenantNetworkSpec(cidr, prefix, null, null, null, null, null);

    assertThat(decide(snapshot(network("default", spec, false), Set.of(), Set.of(), instance("a"))))
        .singleElement()
        .isInstanceOfSatisfying(
            NetworkAction.AllocateSubnet.class,
            a -> assertThat(a.subnet().cidr()).isEqualTo(subnet));
  }

  @Test
  void takesTheLastVniTooBeforeItLooksForFreeOnes() {
    var used = Set.of(NetworkDecider.VNI_LAST - 1);

    assertThat(decide(snapshot(network(), used, Set.of(), instance("a"))))
        .singleElement()
        .isInstanceOfSatisfying(
            NetworkAction.AllocateSubnet.class,
            a -> assertThat(a.subnet().vni()).isEqualTo(NetworkDecider.VNI_LAST));
  }

  @Test
  void takesAnyFreeVniOnceTheLastOneIsInUse() {
    assertThat(
            decide(
                snapshot(
                    network(), Set.of(NetworkDecider.VNI_LAST, 4096L), Set.of(), instance("a"))))
        .singleElement()
        .isInstanceOfSatisfying(
            NetworkAction.AllocateSubnet.class, a -> assertThat(a.subnet().vni()).isEqualTo(4097));
  }

  @Test
  void unusedNetworkIsAvailableAndHasNothing() {
    assertThat(decide(snapshot(network(), Set.of(), Set.of())))
        .singleElement()
        .isInstanceOfSatisfying(
            NetworkAction.SetNetworkReady.class,
            say -> {
              assertThat(say.condition().reason()).isEqualTo("Available");
              assertThat(say.condition().observedGeneration()).isEqualTo(3);
            });
  }

  @Test
  void networkThatIsBeingDeletedGetsNothingNew() {
    var deleting = network("default", TenantNetworkSpec.EMPTY, true);

    assertThat(decide(snapshot(deleting, Set.of(), Set.of(), instance("a")))).isEmpty();
  }

  @Test
  void saysThatGreIsNotSupported() {
    var gre =
        network("default", new TenantNetworkSpec(null, null, null, "gre", null, null, null), false);

    assertThat(decide(snapshot(gre, Set.of(), Set.of(), instance("a"))))
        .singleElement()
        .isInstanceOfSatisfying(
            NetworkAction.SetNetworkReady.class,
            say -> assertThat(say.condition().reason()).isEqualTo("TunnelTypeUnsupported"));
  }

  @Test
  void concentratorOfALongNameIsStillAValidName() {
    var name = "a".repeat(63);

    var action =
        (NetworkAction.AllocateSubnet)
            decide(
                    snapshot(
                        network(name, TenantNetworkSpec.EMPTY, false),
                        Set.of(16_000_000L),
                        Set.of(),
                        instance("a")))
                .getFirst();

    assertThat(action.subnet().concentrator()).hasSize(63).endsWith("a-16000001");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {"-, 1450", "1400, 1400", "9000, 1450"})
  void mtuIsTheUnderlaysLessTheTunnelOrLessIfTheNetworkWantsLess(
      @Nullable Integer wanted, int mtu) {
    var spec = new TenantNetworkSpec(null, null, null, null, wanted, null, null);

    var created =
        created(
            snapshot(network("default", spec, false, SUBNET), Set.of(), Set.of(), instance("a")));

    assertThat(created.spec().mtu()).isEqualTo(mtu);
  }

  @Test
  void concentratorHasAllThatNodesNeed() {
    var spec =
        created(snapshot(network(SUBNET), Set.of(4096L), Set.of("198.18.0.100"), instance("a")))
            .spec();

    assertThat(spec.vni()).isEqualTo(4096);
    assertThat(spec.subnet()).isEqualTo("172.16.0.0/24");
    assertThat(spec.gateway().ip()).isEqualTo("172.16.0.1");
    assertThat(spec.gateway().mac()).isEqualTo("02:00:5e:00:00:01");
    assertThat(spec.outsideAddress()).isEqualTo("198.18.0.101/24");
    assertThat(spec.outsideGateway()).isEqualTo("198.18.0.254");
    assertThat(spec.nodeNames()).containsExactly("nn1");
    assertThat(spec.dns().domain()).isEqualTo("t1.ciao");
    assertThat(spec.topology()).isEqualTo("mesh");
    assertThat(spec.members()).isEmpty();
  }

  @Test
  void membersComeInOrderOfAddressesWithTheirNodesTunnelAddress() {
    var spec =
        created(
                snapshot(
                    network(SUBNET),
                    Set.of(4096L),
                    Set.of(),
                    bound("a", "172.16.0.10", "cn1"),
                    bound("b", "172.16.0.9", "unknown")))
            .spec();

    assertThat(spec.members()).extracting("ip").containsExactly("172.16.0.9", "172.16.0.10");
    assertThat(spec.members()).extracting("vtep").containsExactly(null, "198.18.0.31");
  }

  @Test
  void newConcentratorKeepsTheOutsideAddressThatItsInstancesTell() {
    var told = bound("a", "172.16.0.2", "cn1");
    told.ssh = new SshEndpoint("198.18.0.102", 33_002);

    assertThat(created(snapshot(network(SUBNET), Set.of(), Set.of(), told)).spec().outsideAddress())
        .isEqualTo("198.18.0.102/24");
    assertThat(
            created(snapshot(network(SUBNET), Set.of(), Set.of("198.18.0.102"), told))
                .spec()
                .outsideAddress())
        .as("somebody else has it")
        .isEqualTo("198.18.0.100/24");
  }

  @ParameterizedTest
  @ValueSource(strings = {"198.18.0.99", "198.18.0.103"})
  void outsideAddressThatTheOperatorTookAwayIsNotKept(String told) {
    var instance = bound("a", "172.16.0.2", "cn1");
    instance.ssh = new SshEndpoint(told, 33_002);

    assertThat(
            created(snapshot(network(SUBNET), Set.of(), Set.of(), instance))
                .spec()
                .outsideAddress())
        .isEqualTo("198.18.0.100/24");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {"172.16.0.254, 172.16.0.254", "-, 172.16.0.1"})
  void gatewayIsTheSubnetsOrItsFirstAddress(@Nullable String given, String gateway) {
    var subnet = new Subnet("172.16.0.0/24", null, 4096, given, "default-4096");

    assertThat(
            created(snapshot(network(subnet), Set.of(), Set.of(), instance("a")))
                .spec()
                .gateway()
                .ip())
        .isEqualTo(gateway);
  }

  @Test
  void instanceThatLostItsNodeIsAttachedNoMoreAndSaysSoOnce() {
    var lost = instance("a");
    lost.say(Condition.of(InstanceReasons.NETWORK_ATTACHED, "True", "Attached", "it is plugged"));

    var said = attached(snapshot(network(SUBNET), Set.of(), Set.of(), lost));

    assertThat(said).extracting(Condition::reason).containsExactly("Pending");
    lost.say(said.getFirst());
    assertThat(attached(snapshot(network(SUBNET), Set.of(), Set.of(), lost))).isEmpty();
  }

  private static List<Condition> attached(NetworkSnapshot snapshot) {
    return decide(snapshot).stream()
        .filter(a -> a instanceof NetworkAction.SetAttached)
        .map(a -> ((NetworkAction.SetAttached) a).condition())
        .toList();
  }

  @Test
  void saysWhenNoOutsideAddressIsFree() {
    var all = Set.of("198.18.0.100", "198.18.0.101", "198.18.0.102");

    assertThat(decide(snapshot(network(SUBNET), Set.of(), all, instance("a"))))
        .singleElement()
        .isInstanceOfSatisfying(
            NetworkAction.SetNetworkReady.class,
            say -> {
              assertThat(say.condition().reason()).isEqualTo("OutsideAddressesExhausted");
              assertThat(say.condition().message()).contains("198.18.0.100 to 198.18.0.102");
            });
  }

  @Test
  void theNextSubnetComesWhenThoseWhoWaitFindNoRoom() {
    var small = new TenantNetworkSpec("172.16.0.0/28", 29, null, null, null, null, null);
    var first = new Subnet("172.16.0.0/29", null, 4096, "172.16.0.1", "default-4096");
    var network = network("default", small, false, first);
    var full = new TestInstance[6];
    for (var i = 0; i < 5; i++) {
      full[i] = inSubnet("i" + i, "172.16.0.0/29", "172.16.0." + (2 + i));
    }
    full[5] = instance("waits");

    assertThat(decide(snapshot(network, Set.of(4096L), Set.of(), full)))
        .filteredOn(a -> a instanceof NetworkAction.AllocateSubnet)
        .containsExactly(
            new NetworkAction.AllocateSubnet(
                network, new Subnet("172.16.0.8/29", null, 4097, "172.16.0.9", "default-4097")));
    full[5].running = false;
    assertThat(decide(snapshot(network, Set.of(4096L), Set.of(), full)))
        .as("nobody waits")
        .noneMatch(a -> a instanceof NetworkAction.AllocateSubnet);
  }

  private static TestInstance inSubnet(String name, String subnet, String address) {
    var made = instance(name);
    made.network = new InstanceNetwork(subnet, "default-4096", address, "m", 1);
    return made.bind("cn1");
  }

  @Test
  void aSubnetThatWasGivenUpInTheMiddleIsTakenAgain() {
    var small = new TenantNetworkSpec("172.16.0.0/24", 25, null, null, null, null, null);
    var second = new Subnet("172.16.0.128/25", null, 4096, "172.16.0.129", "default-4096");
    var network = network("default", small, false, second);
    var waiting = new TestInstance[126];
    for (var i = 0; i < waiting.length; i++) {
      waiting[i] = instance("i" + i);
    }

    assertThat(decide(snapshot(network, Set.of(4096L), Set.of(), waiting)))
        .filteredOn(a -> a instanceof NetworkAction.AllocateSubnet)
        .extracting(a -> ((NetworkAction.AllocateSubnet) a).subnet().cidr())
        .containsExactly("172.16.0.0/25");
  }

  @Test
  void eachSubnetGetsAConcentratorWithItsOwnOutsideAddress() {
    var small = new TenantNetworkSpec("172.16.0.0/28", 29, null, null, null, null, null);
    var network =
        network(
            "default",
            small,
            false,
            new Subnet("172.16.0.0/29", null, 4096, "172.16.0.1", "default-4096"),
            new Subnet("172.16.0.8/29", null, 4097, "172.16.0.9", "default-4097"));
    var actions =
        decide(
            snapshot(
                network,
                Set.of(4096L, 4097L),
                Set.of(),
                inSubnet("a", "172.16.0.0/29", "172.16.0.2"),
                inSubnet("b", "172.16.0.8/29", "172.16.0.10")));

    assertThat(actions)
        .filteredOn(a -> a instanceof NetworkAction.CreateConcentrator)
        .extracting(a -> ((NetworkAction.CreateConcentrator) a).spec())
        .extracting(s -> s.subnet() + " " + s.outsideAddress() + " " + s.members().size())
        .containsExactly("172.16.0.0/29 198.18.0.100/24 1", "172.16.0.8/29 198.18.0.101/24 1");
    assertThat(actions)
        .filteredOn(a -> a instanceof NetworkAction.SetNetworkReady)
        .extracting(a -> ((NetworkAction.SetNetworkReady) a).condition().message())
        .containsExactly("subnets 172.16.0.0/29, 172.16.0.8/29 are allocated");
  }

  @Test
  void whoAsksForAnAddressBringsItsSubnetAndKeepsNoPlaceInAnother() {
    var asks = instance("a");
    asks.fixedAddress = "172.16.5.9";

    assertThat(decide(snapshot(network(), Set.of(), Set.of(), asks)))
        .containsExactly(
            new NetworkAction.AllocateSubnet(
                network(), new Subnet("172.16.5.0/24", null, 4096, "172.16.5.1", "default-4096")));
    var other = new Subnet("172.16.5.0/24", null, 4097, "172.16.5.1", "default-4097");
    assertThat(
            created(snapshot(network(SUBNET, other), Set.of(4096L, 4097L), Set.of(), asks))
                .spec()
                .subnet())
        .isEqualTo("172.16.5.0/24");
    asks.fixedAddress = "10.0.0.9";
    assertThat(decide(snapshot(network(), Set.of(), Set.of(), asks)))
        .as("it is not in the network")
        .noneMatch(a -> a instanceof NetworkAction.AllocateSubnet);
  }
}
