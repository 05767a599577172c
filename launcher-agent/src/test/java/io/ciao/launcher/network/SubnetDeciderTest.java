package io.ciao.launcher.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.launcher.desired.KeptKind;
import io.ciao.launcher.driver.Nic;
import io.ciao.launcher.driver.PortTarget;
import io.ciao.launcher.network.KeptWatches.Watched;
import io.ciao.launcher.network.SubnetAction.Forget;
import io.ciao.launcher.network.SubnetAction.MadeAnew;
import io.ciao.launcher.network.SubnetAction.Make;
import io.ciao.launcher.network.SubnetAction.Refuse;
import io.ciao.launcher.network.SubnetAction.Remove;
import io.ciao.launcher.network.SubnetAction.WatchOnly;
import io.ciao.launcher.network.SubnetSnapshot.Making;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.process.ManagedProcess;
import io.ciao.linux.subnet.PortPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SubnetDeciderTest {
  private static final NodePlace NODE = new NodePlace(Ipv4Address.parse("198.18.0.31"), "cn1");
  private static final ObjectKey SUBNET = new ObjectKey("t1", "net");
  private static final Set<Watched> WATCHED = Set.of(new Watched(KeptKind.CONCENTRATOR, SUBNET));
  private static final SubnetSnapshot.Watches SAME = new SubnetSnapshot.Watches(WATCHED, WATCHED);
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final SubnetGroups UNGROUPED =
      new SubnetGroups(Map.of("a", List.of()), Map.of(), Set.of());
  private static final Making THERE = new Making(NOW, Set.of("cn1-4242"), Set.of("a"), null);
  private static final Forget FORGET = new Forget(KeptKind.CONCENTRATOR, "cnci");
  private static final NetNamespace.Named NAMESPACE = new NetNamespace.Named("cn1-4242");

  @Test
  void subnetWithPortsIsMadeToItsPlan() {
    var ports = ports(List.of(port()), Set.of());

    var decision = decide(ports, concentrator(4242), null);

    assertThat(decision.waits()).isEmpty();
    assertThat(decision.actions()).containsExactly(make(false));
    assertThat(decision.closed()).isEmpty();
  }

  @Test
  void subnetWithoutPortsIsRemovedAndItsConcentratorForgotten() {
    var decision = decide(ports(List.of(), Set.of()), concentrator(4242), null);

    assertThat(decision.actions()).containsExactly(new Remove(NAMESPACE), FORGET);
  }

  @Test
  void whatIsRemovedIsWhatWasMadeWhateverTheConcentratorSaysNow() {
    var changed = decide(ports(List.of(), Set.of()), concentrator(5), 4242L);
    var gone = decide(ports(List.of(), Set.of()), null, 4242L);

    assertThat(changed.actions()).containsExactly(new Remove(NAMESPACE), FORGET);
    assertThat(gone.actions()).containsExactly(new Remove(NAMESPACE));
  }

  @Test
  void nothingIsKnownAndNothingWasMade() {
    assertThat(decide(ports(List.of(), Set.of()), null, null))
        .isEqualTo(new SubnetDecision(List.of(), Map.of(), ""));
  }

  @Test
  void portsWaitForTheirConcentratorAndSaySo() {
    var watches = new SubnetSnapshot.Watches(Set.of(), WATCHED);
    var ports = ports(List.of(port()), Set.of());
    var snapshot = new SubnetSnapshot(SUBNET, NODE, ports, null, UNGROUPED, THERE, null, watches);

    var decision = SubnetDecider.decide(snapshot);

    assertThat(decision.waits()).contains("Concentrator t1/net");
    assertThat(decision.actions()).containsExactly(new WatchOnly(WATCHED));
  }

  @Test
  void subnetIsLeftAsItIsWhileAnInstanceOfItIsLookedFor() {
    for (var wanted : List.of(List.<PortRequest>of(), List.of(port()))) {
      var decision = decide(ports(wanted, Set.of("lost")), concentrator(4242), 4242L);

      assertThat(decision.actions()).isEmpty();
      assertThat(decision.waits()).contains("instance lost", "t1/net");
    }
  }

  @Test
  void portWithAGroupThatIsNotKnownIsMadeAndSaysSo() {
    var groups = new SubnetGroups(Map.of("a", List.of("web")), Map.of(), Set.of("old"));

    var decision = decide(groups, THERE);

    assertThat(decision.closed().get("a")).contains("security group web; create it");
    assertThat(decision.waits()).isEmpty();
    assertThat(decision.actions())
        .startsWith(new Forget(KeptKind.SECURITY_GROUP, "old"))
        .last()
        .isInstanceOfSatisfying(
            Make.class,
            make ->
                assertThat(make.plan().ports().getFirst().policy())
                    .isEqualTo(new PortPolicy.Closed()));
  }

  @Test
  void unknownConnectionsPassForAWhileWhereASubnetIsMadeAnewUnderInstancesThatRan() {
    var lost = new Making(NOW, Set.of("cn1-7"), Set.of("a"), null);
    assertThat(decide(UNGROUPED, lost).actions()).containsExactly(new MadeAnew(NOW), make(true));
    assertThat(decide(UNGROUPED, new Making(NOW, Set.of(), Set.of("b"), null)).actions())
        .as("nobody ran in it")
        .containsExactly(make(false));
    assertThat(decide(UNGROUPED, since(59)).actions()).containsExactly(make(true));
    assertThat(decide(UNGROUPED, since(60)).actions()).containsExactly(make(false));
  }

  private static Making since(long seconds) {
    return new Making(NOW.plusSeconds(seconds), THERE.present(), THERE.ran(), NOW);
  }

  @Test
  void sweepRemovesOnlyWhatNobodyUses() {
    assertThat(sweep(true, List.of(Optional.of(concentrator(4242)))))
        .containsExactly(new Remove(new NetNamespace.Named("cn1-7")));
  }

  @Test
  void sweepRemovesNothingWhileItCannotBeSaidOfAll() {
    assertThat(sweep(false, List.of(Optional.of(concentrator(4242))))).isEmpty();
    assertThat(sweep(true, List.of(Optional.of(concentrator(4242)), Optional.empty()))).isEmpty();
  }

  @Test
  void lostNodesOfAllSubnetsAreRefusedButNotItself() {
    var one = fencing("198.18.0.32", "198.18.0.31");
    var other = fencing("198.18.0.33", "no address");

    assertThat(fence(true, List.of(Optional.of(one), Optional.of(other)), "198.18.0.99"))
        .isEqualTo(refuse("198.18.0.32", "198.18.0.33"));
    assertThat(fence(true, List.of(Optional.of(concentrator(4242))), "198.18.0.99"))
        .isEqualTo(refuse());
  }

  @Test
  void nobodyIsLetInAgainWhileItCannotBeSaidOfAll() {
    var known = Optional.of(fencing("198.18.0.32"));

    assertThat(fence(false, List.of(known), "198.18.0.99"))
        .isEqualTo(refuse("198.18.0.32", "198.18.0.99"));
    assertThat(fence(true, List.of(known, Optional.empty()), "198.18.0.99"))
        .isEqualTo(refuse("198.18.0.32", "198.18.0.99"));
  }

  private static SubnetAction fence(
      boolean complete, List<Optional<Concentrator>> used, String... refused) {
    return SubnetDecider.fence(
        new SubnetDecider.Lost(NODE, complete, used, refuse(refused).lost()));
  }

  private static Refuse refuse(String... addresses) {
    var lost = new TreeSet<Ipv4Address>();
    for (var address : addresses) {
      lost.add(Ipv4Address.parse(address));
    }
    return new Refuse(lost);
  }

  private static Concentrator fencing(String... addresses) {
    var tree = Json.toTree(concentrator(4242));
    var fenced = ((ObjectNode) tree.get("spec")).putArray("fenced");
    List.of(addresses).forEach(fenced::add);
    return Json.toRecord(tree, Concentrator.class);
  }

  private static List<SubnetAction> sweep(boolean complete, List<Optional<Concentrator>> used) {
    var present = new TreeSet<>(Set.of("cn1-4242", "cn1-7"));
    return SubnetDecider.sweep(new SubnetDecider.Sweep(NODE, complete, used, present));
  }

  private static SubnetDecision decide(
      SubnetPorts ports, @Nullable Concentrator concentrator, @Nullable Long madeWith) {
    return SubnetDecider.decide(
        new SubnetSnapshot(SUBNET, NODE, ports, concentrator, UNGROUPED, THERE, madeWith, SAME));
  }

  private static SubnetDecision decide(SubnetGroups groups, Making making) {
    return SubnetDecider.decide(
        new SubnetSnapshot(
            SUBNET,
            NODE,
            ports(List.of(port()), Set.of()),
            concentrator(4242),
            groups,
            making,
            null,
            SAME));
  }

  private static Make make(boolean tolerant) {
    return new Make(
        SubnetPlanner.plan(concentrator(4242), NODE, List.of(port()), UNGROUPED, tolerant));
  }

  private static SubnetPorts ports(List<PortRequest> wanted, Set<String> unknown) {
    return new SubnetPorts(wanted, new TreeSet<>(), new TreeSet<>(unknown));
  }

  private static PortRequest port() {
    var nic =
        new Nic(
            "t1/net",
            "172.16.0.2",
            24,
            "02:00:ac:10:00:02",
            "172.16.0.1",
            1400,
            new Nic.Dns("", List.of()));
    return new PortRequest("a", nic, new PortTarget.Tap("p-a", new ManagedProcess(77, 1)));
  }

  private static Concentrator concentrator(long vni) {
    var json =
        """
        {"metadata":{"name":"net","namespace":"t1","uid":"cnci"},
         "spec":{"tenantNetwork":"default","subnet":"172.16.0.0/24","vni":%d,"mtu":1400,
          "topology":"mesh","outsideAddress":"198.18.0.100/24","outsideGateway":"198.18.0.254",
          "dns":{"domain":"t1.ciao"},
          "gateway":{"ip":"172.16.0.1","mac":"02:00:5e:00:00:01"},"members":[]}}\
        """
            .formatted(vni);
    return Json.toRecord(Json.parse(json.getBytes(StandardCharsets.UTF_8)), Concentrator.class);
  }
}
