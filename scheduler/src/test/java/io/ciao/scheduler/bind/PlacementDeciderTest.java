package io.ciao.scheduler.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ciao.api.instance.EffectiveSpec;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceNetwork;
import io.ciao.api.instance.InstanceReasons;
import io.ciao.api.instance.batch.InstanceRef;
import io.ciao.api.instance.batch.LostNode;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.workload.Placement.Strategy;
import io.ciao.api.workload.WorkloadSpec;
import io.ciao.basis.address.Ipv4Subnet;
import io.ciao.scheduler.TestInstance;
import io.ciao.scheduler.place.Candidate;
import io.ciao.scheduler.place.Load;
import io.ciao.scheduler.place.NodeView;
import io.ciao.scheduler.place.Request;
import io.ciao.scheduler.place.Resident;
import io.ciao.scheduler.place.Residents;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementDeciderTest {
  private static final ObjectKey NETWORK = new ObjectKey("t1", "default");

  static Candidate node(String name, long instances) {
    return new Candidate(
        new NodeView(
            name,
            "uid-" + name,
            "h",
            true,
            "",
            false,
            false,
            Set.of("compute"),
            Set.of("qemu"),
            Map.of(),
            List.of(),
            1_000_000,
            1L << 50,
            1L << 50,
            instances),
        Load.NONE);
  }

  static EffectiveSpec spec(Instance instance) {
    return EffectiveSpec.of(instance.spec(), WorkloadSpec.EMPTY);
  }

  static PendingInstance pending(TestInstance test) {
    var instance = test.build();
    return new PendingInstance(instance, null, spec(instance), true, null, null);
  }

  private static List<PendingInstance> pending(int count) {
    var pending = new ArrayList<PendingInstance>();
    for (int i = 0; i < count; i++) {
      pending.add(pending(new TestInstance("t1", "i%05d".formatted(i))));
    }
    return pending;
  }

  private static PlacementSnapshot snapshot(
      List<Candidate> nodes, List<PendingInstance> pending, String cidr, Set<String> used) {
    var subnet =
        new NetworkView(
            List.of(new SubnetView(Ipv4Subnet.parse(cidr), null, "default-4096", "198.18.0.100")),
            used,
            false);
    return new PlacementSnapshot(
        nodes,
        Residents.of(List.of()),
        Strategy.SPREAD,
        pending,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        Map.of(NETWORK, subnet));
  }

  private static PlacementAction.Bind onlyBind(PlacementSnapshot snapshot) {
    return (PlacementAction.Bind) PlacementDecider.decide(snapshot).actions().getFirst();
  }

  @Test
  void ofNodesAsFullTheOneThatHasTheImageIsTaken() {
    var nodes = List.of(node("n1", 0), having(node("n2", 0), "web:1"), node("n3", 0));
    var test = new TestInstance("t1", "i").build();
    var pending = new PendingInstance(test, null, spec(test), true, "web:1", null, null);

    var bind = onlyBind(snapshot(nodes, List.of(pending), "172.16.0.0/24", Set.of()));

    assertThat(bind.nodeName()).isEqualTo("n2");
  }

  private static Candidate having(Candidate candidate, String image) {
    var n = candidate.node();
    return new Candidate(
        new NodeView(
            n.name(),
            n.uid(),
            n.hostName(),
            n.ready(),
            n.notReadyBecause(),
            n.unschedulable(),
            n.full(),
            n.roles(),
            n.drivers(),
            n.labels(),
            n.taints(),
            n.vcpus(),
            n.memoryBytes(),
            n.diskBytes(),
            n.instances(),
            Set.of(image)),
        candidate.load());
  }

  @ParameterizedTest
  @CsvSource({
    "172.16.0.0/24,    172.16.0.2,    02:00:ac:10:00:02, 33002",
    "172.16.126.0/24,  172.16.126.2,  02:00:ac:10:7e:02, 65258",
    "172.16.127.0/24,  172.16.127.2,  02:00:ac:10:7f:02, 65514",
    "172.16.127.128/25, 172.16.127.130, 02:00:ac:10:7f:82, 33002",
    "10.0.200.0/24,    10.0.200.2,    02:00:0a:00:c8:02, 33002"
  })
  void addressDecidesMacAndPort(String cidr, String address, String mac, int port) {
    var bind = onlyBind(snapshot(List.of(node("n1", 0)), pending(1), cidr, Set.of()));

    assertThat(bind.network().address()).isEqualTo(address);
    assertThat(bind.network().mac()).isEqualTo(mac);
    assertThat(bind.network().forward()).isEqualTo(port);
    assertThat(bind.ssh().port()).isEqualTo(port);
    assertThat(bind.ssh().host()).isEqualTo("198.18.0.100");
  }

  @Test
  void theHighestPortIsOneToo() {
    var used = Set.of("172.16.127.18", "172.16.127.19", "172.16.127.20", "172.16.127.21");
    var nodes = List.of(node("n1", 0));

    var actions =
        PlacementDecider.decide(snapshot(nodes, pending(3), "172.16.127.16/28", used)).actions();

    assertThat(actions)
        .extracting(a -> ((PlacementAction.Bind) a).network())
        .extracting(InstanceNetwork::address, InstanceNetwork::forward)
        .containsExactly(
            tuple("172.16.127.22", 65_534),
            tuple("172.16.127.23", 65_535),
            tuple("172.16.127.24", 33_008));
  }

  @ParameterizedTest
  @CsvSource({"172.16.112.0/20", "172.16.0.0/20", "172.16.240.0/20", "172.16.127.0/24"})
  void noTwoAddressesOfASubnetShareAPort(String cidr) {
    var nodes = List.of(node("n1", 0));
    var ports = new HashSet<Integer>();
    var used = new HashSet<String>();
    var size = Ipv4Subnet.parse(cidr).size() - 3;
    while (used.size() < size) {
      var decision = PlacementDecider.decide(snapshot(nodes, pending(1_000), cidr, used));
      for (var action : decision.actions()) {
        if (action instanceof PlacementAction.Bind bind) {
          assertThat(used.add(bind.network().address())).isTrue();
          assertThat(ports.add(bind.network().forward())).as("%s", bind).isTrue();
        }
      }
    }
    assertThat(ports).allMatch(p -> p >= 33_000 && p <= 65_535);
  }

  @Test
  void givesTheAddressesInOrderAndSaysWhenThereAreNoMore() {
    var actions =
        PlacementDecider.decide(
                snapshot(List.of(node("n1", 0)), pending(6), "172.16.0.0/29", Set.of("172.16.0.3")))
            .actions();

    assertThat(actions)
        .filteredOn(a -> a instanceof PlacementAction.Bind)
        .extracting(a -> ((PlacementAction.Bind) a).network().address())
        .containsExactly("172.16.0.2", "172.16.0.4", "172.16.0.5", "172.16.0.6");
    assertThat(actions)
        .filteredOn(a -> a instanceof PlacementAction.Say)
        .hasSize(2)
        .allSatisfy(
            a ->
                assertThat(((PlacementAction.Say) a).condition().reason())
                    .isEqualTo(InstanceReasons.ADDRESSES_EXHAUSTED));
  }

  /// Two subnets of five addresses each, of which the second one's first is taken.
  private static PlacementSnapshot twoSubnets(int pending, boolean grows) {
    var first =
        new SubnetView(Ipv4Subnet.parse("172.16.0.0/29"), null, "default-1", "198.18.0.100");
    var second =
        new SubnetView(Ipv4Subnet.parse("172.16.0.8/29"), null, "default-2", "198.18.0.101");
    var plain = snapshot(List.of(node("n1", 0)), pending(pending), "172.16.0.0/29", Set.of());
    return new PlacementSnapshot(
        plain.candidates(),
        Residents.of(List.of()),
        plain.strategy(),
        plain.pending(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        Map.of(NETWORK, new NetworkView(List.of(first, second), Set.of("172.16.0.10"), grows)));
  }

  @Test
  void goesOnWithTheNextSubnetWhenOneIsFull() {
    var binds =
        PlacementDecider.decide(twoSubnets(7, false)).actions().stream()
            .filter(a -> a instanceof PlacementAction.Bind)
            .map(a -> (PlacementAction.Bind) a)
            .toList();

    assertThat(binds)
        .extracting(b -> b.network().address() + " " + b.network().concentrator())
        .containsExactly(
            "172.16.0.2 default-1",
            "172.16.0.3 default-1",
            "172.16.0.4 default-1",
            "172.16.0.5 default-1",
            "172.16.0.6 default-1",
            "172.16.0.11 default-2",
            "172.16.0.12 default-2");
    assertThat(binds.getLast().network().subnet()).isEqualTo("172.16.0.8/29");
    assertThat(binds.getLast().ssh().host()).isEqualTo("198.18.0.101");
  }

  @ParameterizedTest
  @CsvSource({"true, WaitingForTenantNetwork, is made", "false, AddressesExhausted, delete an"})
  void saysWhetherAnotherSubnetComesWhenAllAreFull(boolean grows, String reason, String says) {
    var said =
        (PlacementAction.Say) PlacementDecider.decide(twoSubnets(10, grows)).actions().getLast();

    assertThat(said.condition().reason()).isEqualTo(reason);
    assertThat(said.condition().message())
        .contains("subnets 172.16.0.0/29, 172.16.0.8/29")
        .contains(says);
  }

  private static List<PlacementAction> decideAsking(String address, Set<String> used) {
    var asks = new TestInstance("t1", "asks");
    asks.fixedAddress = address;
    asks.created = TestInstance.BEGIN.plusSeconds(9);
    var pending = List.of(pending(new TestInstance("t1", "any")), pending(asks));
    return PlacementDecider.decide(snapshot(List.of(node("n1", 0)), pending, "172.16.0.0/24", used))
        .actions();
  }

  @Test
  void givesTheAddressThatIsAskedFor() {
    assertThat(decideAsking("172.16.0.9", Set.of()))
        .extracting(a -> ((PlacementAction.Bind) a).network().address())
        .containsExactly("172.16.0.2", "172.16.0.9");
  }

  @ParameterizedTest
  @CsvSource({
    "172.16.0.9, 172.16.0.9, AddressTaken",
    "172.16.0.2, 172.16.0.9, AddressTaken",
    "172.16.0.1, 172.16.0.9, AddressTaken",
    "172.16.0.255, 172.16.0.9, AddressTaken",
    "172.16.1.9, 172.16.0.9, WaitingForTenantNetwork"
  })
  void saysWhenTheAddressThatIsAskedForCannotBeHad(String address, String used, String reason) {
    assertThat(decideAsking(address, Set.of(used)).getLast())
        .isInstanceOfSatisfying(
            PlacementAction.Say.class,
            say -> {
              assertThat(say.condition().reason()).isEqualTo(reason);
              assertThat(say.condition().message()).contains("address " + address);
            });
  }

  @Test
  void whoHasAnAddressWaitsForTheConcentratorOfItsOwnSubnet() {
    var test = new TestInstance("t1", "i");
    test.network = new InstanceNetwork("172.16.9.0/24", "default-9", "172.16.9.2", "m", 1);

    var actions =
        PlacementDecider.decide(
                snapshot(List.of(node("n1", 0)), List.of(pending(test)), "172.16.0.0/24", Set.of()))
            .actions();

    assertThat(actions)
        .singleElement()
        .isInstanceOfSatisfying(
            PlacementAction.Say.class,
            say -> assertThat(say.condition().reason()).isEqualTo("WaitingForTenantNetwork"));
  }

  @Test
  void higherPriorityGoesFirstThenTheOlderAndThenTheLowerUid() {
    var waiting = new ArrayList<PendingInstance>();
    for (var spec :
        List.of(
            "low -1 0",
            "twin-b 0 2",
            "twin-a 0 2",
            "none 0 1",
            "urgent 9 3",
            "second 9 4",
            "older 0 0")) {
      var parts = spec.split(" ");
      var test = new TestInstance("t1", parts[0]);
      test.priority = parts[1].equals("0") ? null : Integer.valueOf(parts[1]);
      test.created = TestInstance.BEGIN.plusSeconds(Long.parseLong(parts[2]));
      waiting.add(pending(test));
    }

    var actions =
        PlacementDecider.decide(
                snapshot(List.of(node("n1", 6)), waiting, "172.16.0.0/24", Set.of()))
            .actions();

    assertThat(actions)
        .extracting(a -> a.ref().name())
        .containsExactly("urgent", "second", "older", "none", "twin-a", "twin-b", "low");
    assertThat(actions.getLast()).isInstanceOf(PlacementAction.Say.class);
  }

  @Test
  void onePassBindsUpToItsLimitAndLeavesTheRestForTheNext() {
    var decision =
        PlacementDecider.decide(
            snapshot(
                List.of(node("n1", 0)),
                pending(PlacementDecider.BINDS_PER_PASS_MAX + 1),
                "172.16.0.0/20",
                Set.of()));

    assertThat(decision.actions()).hasSize(PlacementDecider.BINDS_PER_PASS_MAX);
    assertThat(decision.more()).isTrue();
    var exactly =
        PlacementDecider.decide(
            snapshot(
                List.of(node("n1", 0)),
                pending(PlacementDecider.BINDS_PER_PASS_MAX),
                "172.16.0.0/20",
                Set.of()));
    assertThat(exactly.more()).isFalse();
  }

  @Test
  void rewritesOnlySoManyConditionsForAFigureThatChanged() {
    var pending = new ArrayList<PendingInstance>();
    for (int i = 0; i < 300; i++) {
      var test = new TestInstance("t1", "i%05d".formatted(i));
      test.memoryMib = 1L << 40;
      if (i < 200) {
        test.say(
            Condition.of("Scheduled", "False", InstanceReasons.UNSCHEDULABLE, "other figures"));
      }
      pending.add(pending(test));
    }

    var decision =
        PlacementDecider.decide(
            snapshot(List.of(node("n1", 0)), pending, "172.16.0.0/20", Set.of()));

    assertThat(decision.actions())
        .as("all that were told nothing, and as many others as the limit says")
        .hasSize(100 + PlacementDecider.MESSAGES_PER_PASS_MAX);
    assertThat(decision.more()).isTrue();
  }

  @Test
  void whatWaitsForSomethingElseNowIsToldWhateverItsNumber() {
    var count = PlacementDecider.MESSAGES_PER_PASS_MAX + 1;
    var pending = new ArrayList<PendingInstance>();
    for (int i = 0; i < count; i++) {
      var test = new TestInstance("t1", "i%05d".formatted(i));
      test.memoryMib = 1L << 40;
      test.say(Condition.of("Scheduled", "False", InstanceReasons.WAITING_FOR_IMAGE, "no image"));
      pending.add(pending(test));
    }

    var decision =
        PlacementDecider.decide(
            snapshot(List.of(node("n1", 0)), pending, "172.16.0.0/20", Set.of()));

    assertThat(decision.actions()).hasSize(count);
    assertThat(decision.more()).isFalse();
  }

  @Test
  void firstInTheQueueIsServedFirst() {
    var actions =
        PlacementDecider.decide(
                snapshot(List.of(node("n1", 1)), pending(2), "172.16.0.0/24", Set.of()))
            .actions();

    assertThat(actions.get(0)).isInstanceOf(PlacementAction.Bind.class);
    assertThat(actions.get(0).ref().name()).isEqualTo("i00000");
    assertThat(actions.get(1))
        .isInstanceOfSatisfying(
            PlacementAction.Say.class,
            say ->
                assertThat(say.condition().message())
                    .isEqualTo("no node can take it: n1 has its limit of 1 instances"));
  }

  @Test
  void namesTheMissingWorkloadAndImage() {
    var workload = new TestInstance("t1", "a");
    workload.workload = "w";
    var image = new TestInstance("t1", "b");
    var missingImage =
        new PendingInstance(image.build(), null, spec(image.build()), false, null, null);

    var actions =
        PlacementDecider.decide(
                snapshot(
                    List.of(node("n1", 0)),
                    List.of(pending(workload), missingImage),
                    "172.16.0.0/24",
                    Set.of()))
            .actions();

    assertThat(actions)
        .extracting(a -> ((PlacementAction.Say) a).condition().message())
        .containsExactly(
            "there is no workload \"w\" in tenant t1, nor a public one; all: ciaoctl get workloads",
            "there is no image \"tiny\" in tenant t1, nor a public one; all: ciaoctl get images");
  }

  @Test
  void whatMayNotBeBoundSaysWhyAndTakesNothingFromOthers() {
    var first = new TestInstance("t1", "a").build();
    var grounds = Grounds.of(first, null, new Grounds.OfTenant(Optional.empty(), List.of(), 0));
    var why = new Forbidden(grounds, "QuotaExceeded", "exceeded quota", TestInstance.BEGIN);
    var forbidden = new PendingInstance(first, null, spec(first), true, why, null);

    var actions =
        PlacementDecider.decide(
                snapshot(
                    List.of(node("n1", 1)),
                    List.of(forbidden, pending(new TestInstance("t1", "b"))),
                    "172.16.0.0/24",
                    Set.of()))
            .actions();

    var say = (PlacementAction.Say) actions.getFirst();
    assertThat(say.condition().reason()).isEqualTo("QuotaExceeded");
    assertThat(say.condition().message()).isEqualTo("exceeded quota");
    var bind = (PlacementAction.Bind) actions.getLast();
    assertThat(bind.instance().metadata().name()).isEqualTo("b");
    assertThat(bind.network().address()).isEqualTo("172.16.0.2");
  }

  @Test
  void whatIsDeletedAndBoundToALostNodeIsTakenFromItThere() {
    var test = new TestInstance("t1", "web").bind("n1");
    test.deleting = true;
    var lost = new LostNode("n1", 7);
    var plain = snapshot(List.of(), List.of(), "172.16.0.0/24", Set.of());
    var snapshot =
        new PlacementSnapshot(
            plain.candidates(),
            plain.residents(),
            plain.strategy(),
            List.of(),
            List.of(),
            List.of(),
            List.of(new PlacementSnapshot.Stranded(test.build(), lost)),
            List.of(),
            Map.of(),
            Map.of());

    assertThat(PlacementDecider.decide(snapshot).actions())
        .containsExactly(
            new PlacementAction.FinishUnbind(test.build(), test.binding.epoch(), lost));
  }

  @Test
  void whatIsTakenFromTheLostNodeThatItIsPinnedToGoesAnywhere() {
    var test = new TestInstance("t1", "web").bind("n1");
    test.pinned = "n1";
    var instance = test.build();
    var pinned =
        new PendingInstance(instance, null, spec(instance), true, null, new LostNode("n1", 7));

    var bind = onlyBind(snapshot(List.of(node("n2", 0)), List.of(pinned), "10.0.0.0/24", Set.of()));

    assertThat(bind.nodeName()).isEqualTo("n2");
    assertThat(bind.lost()).isEqualTo(new LostNode("n1", 7));
  }

  @Test
  void oneOfLowerPriorityGivesWayOnceAndBothSayWhy() {
    var runs = new TestInstance("t1", "low").bind("n1");
    var wants = new TestInstance("t1", "high");
    wants.priority = 5;

    var actions = PlacementDecider.decide(crowded(runs, wants, Resident.State.MOVABLE)).actions();

    assertThat(actions.getFirst())
        .isEqualTo(
            new PlacementAction.Preempt(
                wants.build(),
                "n1",
                "uid-n1",
                null,
                null,
                List.of(
                    new PlacementAction.Evict(
                        InstanceRef.of(runs.build()),
                        runs.binding.epoch(),
                        "it gives way on node n1 to instance high of tenant t1, which has priority"
                            + " 5; its own is 0"))));
    assertThat(((PlacementAction.Say) actions.getLast()).condition().reason())
        .isEqualTo(InstanceReasons.PREEMPTING);
    assertThat(PlacementDecider.decide(crowded(runs, wants, Resident.State.LEAVING)).actions())
        .as("in the next pass")
        .singleElement()
        .isEqualTo(actions.getLast());
  }

  @Test
  void onlyOtherReasonsOrNodesAreSaidAgain() {
    var waits = new TestInstance("t1", "a");
    var first = saidOf(waits, new Load(999_999, 0, 0, 9));
    waits.say(first.condition());

    var figures = PlacementDecider.decide(full(waits, new Load(1_000_000, 0, 0, 10))).actions();
    var fewer = saidOf(waits, new Load(0, 1L << 50, 0, 9));

    assertThat(first.condition().message()).contains("n1 lacks vCPUs: 2 needed, 1 of 1000000");
    assertThat(figures).as("other figures").isEmpty();
    assertThat(fewer.condition().message()).contains("n1 lacks memory: ");
  }

  private static PlacementAction.Say saidOf(TestInstance waits, Load load) {
    return (PlacementAction.Say) PlacementDecider.decide(full(waits, load)).actions().getFirst();
  }

  private static PlacementSnapshot full(TestInstance waits, Load load) {
    waits.vcpus = 2;
    var node = new Candidate(node("n1", 0).node(), load);
    return snapshot(List.of(node), List.of(pending(waits)), "172.16.0.0/24", Set.of());
  }

  @Test
  void aMessageHasKindsOfReasons() {
    var message =
        "no node can take it: n1 lacks memory: 2 GiB needed, 1 GiB of 4 GiB free; n2 reports that"
            + " it is full; and 3 more nodes: 2 lack memory, 1 report that they are full";

    assertThat(NoRoom.kinds(message))
        .containsExactlyInAnyOrder("lacks memory", "reports that it is full");
    assertThat(NoRoom.saySame(message, message.replace("1 GiB of", "0 B of"))).isTrue();
    assertThat(NoRoom.saySame(message, message.replace("n2", "n3"))).isFalse();
    assertThat(NoRoom.saySame(message, message.replace("2 lack", "1 lack"))).isFalse();
  }

  @Test
  void aClassThatPreemptsNobodyWaits() {
    var runs = new TestInstance("t1", "low").bind("n1");
    var wants = new TestInstance("t1", "high");
    wants.priority = 5;
    wants.preemptionPolicy = "Never";

    var actions = PlacementDecider.decide(crowded(runs, wants, Resident.State.MOVABLE)).actions();

    assertThat(((PlacementAction.Say) actions.getFirst()).condition().reason())
        .isEqualTo(InstanceReasons.UNSCHEDULABLE);
  }

  /// One node that may have one instance, and has it.
  private static PlacementSnapshot crowded(
      TestInstance runs, TestInstance wants, Resident.State state) {
    var instance = runs.build();
    var request = Request.of(spec(instance), "t1", Map.of());
    var resident =
        new Resident(InstanceRef.of(instance), runs.binding.epoch(), "n1", 0, state, request);
    var node = node("n1", 1).plus(request);
    var plain = snapshot(List.of(node), List.of(pending(wants)), "172.16.0.0/24", Set.of());
    return new PlacementSnapshot(
        plain.candidates(),
        Residents.of(List.of(resident)),
        plain.strategy(),
        plain.pending(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        plain.networks());
  }
}
