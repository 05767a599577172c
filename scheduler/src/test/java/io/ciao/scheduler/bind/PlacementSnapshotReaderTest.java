package io.ciao.scheduler.bind;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.client.ResourceType;
import io.ciao.api.instance.InstanceNetwork;
import io.ciao.api.instance.InstanceState;
import io.ciao.api.instance.batch.LostNode;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.node.Taint;
import io.ciao.api.workload.Placement.Strategy;
import io.ciao.api.workload.Resources;
import io.ciao.api.workload.WorkloadSpec;
import io.ciao.scheduler.TestCluster;
import io.ciao.scheduler.TestInstance;
import io.ciao.scheduler.cluster.References;
import io.ciao.scheduler.place.Load;
import io.ciao.scheduler.place.Starts;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlacementSnapshotReaderTest {
  private static final String NODE =
      """
      metadata: {name: n1, uid: uid-n1, labels: {zone: a}}
      spec: {roles: [compute], taints: [{key: k, effect: NoSchedule}]}
      status:
        member: {state: Member, incarnation: 1}
        allocatable: {vcpus: 2, memory: 4Gi, disk: 10Gi}
        drivers: [qemu]
        conditions: [{type: Ready, status: "True", reason: AgentReady, message: m}]
      """;

  private static final String CONCENTRATOR =
      """
      metadata: {namespace: t1, name: default-4096}
      spec: {tenantNetwork: default, subnet: 172.16.0.0/24, vni: 4096, mtu: 1450, topology: mesh, outsideAddress: 198.18.0.100/24,
        outsideGateway: 198.18.0.254, gateway: {ip: 172.16.0.1, mac: "02:00:5e:00:00:01"}, dns: {domain: default.ciao}}
      """;

  private static final String NETWORK =
      """
      metadata: {namespace: t1, name: default}
      spec: {cidr: 172.16.0.0/16}
      status: {subnets: [{cidr: 172.16.0.0/24, vni: 4096, concentrator: default-4096}]}
      """;

  private final TestCluster cluster = new TestCluster();
  private final Set<String> full = new HashSet<>();
  private final ForbiddenBinds forbidden = new ForbiddenBinds();
  private PlacementSnapshotReader reader;

  @AfterEach
  void close() {
    cluster.close();
  }

  private PlacementSnapshot read() throws InterruptedException {
    return read(Map.of());
  }

  private PlacementSnapshot read(Map<ObjectKey, Set<String>> refused) throws InterruptedException {
    var caches = cluster.caches();
    if (reader == null) {
      reader =
          new PlacementSnapshotReader(
              caches, new References(caches), new NodeViews(4), full::contains);
    }
    return reader.read(refused, forbidden);
  }

  private void put(TestInstance test) {
    cluster.put(ResourceType.INSTANCES, test.build());
  }

  @Test
  void readsNodesAsPlacementSeesThem() throws InterruptedException {
    cluster.put(ResourceType.NODES, NODE);

    var node = read().candidates().getFirst().node();

    assertThat(node.vcpus()).as("with overcommit").isEqualTo(8);
    assertThat(node.memoryBytes()).isEqualTo(4L << 30);
    assertThat(node.ready()).isTrue();
    assertThat(node.taints()).extracting(Taint::toString).containsExactly("k:NoSchedule");
    assertThat(node.labels()).containsEntry("kubernetes.io/hostname", "n1");
    assertThat(node.full()).isFalse();
    full.add("uid-n1");
    assertThat(read().candidates().getFirst().node().full()).isTrue();
  }

  @Test
  void theClusterConfigSaysHowNodesAreChosen() throws InterruptedException {
    cluster.put(ResourceType.NODES, NODE);
    put(new TestInstance("t1", "begun").bind("n1"));
    assertThat(read().strategy()).isEqualTo(Strategy.SPREAD);
    assertThat(read().candidates().getFirst().starts()).isEqualTo(new Starts(1, 0));

    cluster.put(
        ResourceType.CLUSTER_CONFIGS,
        """
        metadata: {name: default}
        spec: {placement: {strategy: pack, startsPerNode: 3}}
        """);

    assertThat(read().strategy()).isEqualTo(Strategy.PACK);
    assertThat(read().candidates().getFirst().starts()).isEqualTo(new Starts(1, 3));
  }

  @Test
  void seesANodeThatChanged() throws InterruptedException {
    cluster.put(ResourceType.NODES, NODE);
    read();

    cluster.put(
        ResourceType.NODES,
        NODE.replace("4Gi", "8Gi").replace("state: Member", "state: Rejoining"));

    var node = read().candidates().getFirst().node();
    assertThat(node.memoryBytes()).isEqualTo(8L << 30);
    assertThat(node.notReadyBecause()).isEqualTo("is Rejoining, not a member");
  }

  @Test
  void whatDoesNotConcernPlacementGivesItNothingToDo() throws InterruptedException {
    var running = new TestInstance("t1", "a").bind("n1").observe(InstanceState.Running, true);
    var released =
        new TestInstance("t1", "a").bind("n1").release().observe(InstanceState.Released, false);

    put(running);
    assertThat(PlacementReconciler.concerns(running.build())).isFalse();
    assertThat(PlacementDecider.decide(read()).actions()).isEmpty();

    put(released);
    assertThat(PlacementReconciler.concerns(released.build())).isTrue();
    assertThat(PlacementDecider.decide(read()).actions()).isNotEmpty();
    assertThat(PlacementReconciler.concerns(new TestInstance("t1", "b").build())).isTrue();
  }

  @Test
  void showsWhatWasForbiddenUntilWhatThatRestsOnChanges() throws InterruptedException {
    var test = new TestInstance("t1", "a");
    put(test);

    forbid(test, "QuotaExceeded");
    cluster.put(ResourceType.QUOTAS, QUOTA.formatted("t2", 8));
    cluster.put(ResourceType.TENANTS, "metadata: {name: t2}\nspec: {}");
    assertThat(isForbidden()).as("another tenant").isTrue();
    cluster.put(ResourceType.QUOTAS, QUOTA.formatted("t1", 8));
    assertThat(isForbidden()).as("another quota").isFalse();

    forbid(test, "QuotaExceeded");
    cluster.delete(ResourceType.QUOTAS, "t1", "q");
    assertThat(isForbidden()).as("no quota").isFalse();

    forbid(test, "PrivilegedNotPermitted");
    cluster.put(ResourceType.QUOTAS, QUOTA.formatted("t1", 9));
    assertThat(isForbidden()).as("what a quota has no part in").isTrue();
    cluster.put(
        ResourceType.TENANTS,
        "metadata: {name: t1}\nspec: {permissions: {privilegedContainers: true}}");
    assertThat(isForbidden()).as("permitted").isFalse();

    forbid(test, "TooLarge");
    test.version++;
    test.say(Condition.of("Scheduled", "False", "TooLarge", "too large"));
    put(test);
    assertThat(isForbidden()).as("what is said of it").isTrue();
    test.annotations = Map.of("a", "b");
    test.version++;
    put(test);
    assertThat(isForbidden()).as("smaller, perhaps").isFalse();
  }

  private static final String QUOTA =
      "metadata: {namespace: %s, name: q}\nspec: {limits: {vcpus: %d}}";

  private void forbid(TestInstance test, String reason) throws InterruptedException {
    read();
    var instance = test.build();
    var grounds = reader.grounds(instance, null);
    forbidden.add(instance, grounds, reason, "no", TestInstance.BEGIN);
    assertThat(isForbidden()).isTrue();
  }

  private boolean isForbidden() throws InterruptedException {
    forbidden.begin(TestInstance.BEGIN);
    return read().pending().getFirst().forbidden() != null;
  }

  @Test
  void aQuotaIsAskedAgainAfterAWhileOnceItsTenantUsesLess() throws InterruptedException {
    put(new TestInstance("t1", "goes"));
    var test = new TestInstance("t1", "waits");
    put(test);
    read();
    forbidden.add(
        test.build(),
        reader.grounds(test.build(), null),
        "QuotaExceeded",
        "no",
        TestInstance.BEGIN);
    var last = TestInstance.BEGIN.plus(Forbidden.AUDITED);

    assertThat(forbiddenAt(last.minusMillis(1))).isTrue();
    assertThat(forbidden.pause()).contains(Duration.ofMillis(1));
    cluster.delete(ResourceType.INSTANCES, "t1", "goes");
    var rested = TestInstance.BEGIN.plus(Forbidden.REST);
    assertThat(forbiddenAt(rested.minusMillis(1))).isTrue();
    assertThat(forbidden.pause()).contains(Duration.ofMillis(1));
    assertThat(forbiddenAt(rested)).isFalse();
    assertThat(forbidden.pause()).isEmpty();
  }

  private boolean forbiddenAt(Instant time) throws InterruptedException {
    forbidden.begin(time);
    cluster.told();
    return read().pending().stream()
        .filter(pending -> pending.instance().metadata().requireName().equals("waits"))
        .anyMatch(pending -> pending.forbidden() != null);
  }

  @Test
  void whatChangesWhileABindIsRefusedCounts() throws InterruptedException {
    var test = new TestInstance("t1", "waits");
    put(test);
    read();
    put(new TestInstance("t1", "brief"));
    cluster.delete(ResourceType.INSTANCES, "t1", "brief");
    cluster.told();

    forbidden.add(
        test.build(),
        reader.grounds(test.build(), null),
        "QuotaExceeded",
        "no",
        TestInstance.BEGIN);

    assertThat(forbiddenAt(TestInstance.BEGIN.plus(Forbidden.REST))).isFalse();
  }

  @Test
  void whatIsDeletedOnALostNodeIsToBeTakenFromThere() throws InterruptedException {
    cluster.put(
        ResourceType.NODES,
        NODE.replace("state: Member, incarnation: 1", "state: Lost, incarnation: 5"));
    var stranded = new TestInstance("t1", "stranded").bind("n1");
    stranded.deleting = true;
    put(stranded);

    var snapshot = read();

    assertThat(snapshot.abandoned()).isEmpty();
    assertThat(snapshot.stranded())
        .containsExactly(
            new PlacementSnapshot.Stranded(
                cluster.caches().instances().get(new ObjectKey("t1", "stranded")).orElseThrow(),
                new LostNode("n1", 5)));
  }

  @Test
  void sortsInstancesByWhatPlacementHasToDo() throws InterruptedException {
    var stopped = new TestInstance("t1", "stopped");
    stopped.running = false;
    var abandoned = new TestInstance("t1", "abandoned");
    abandoned.deleting = true;
    put(new TestInstance("t1", "pending"));
    put(stopped);
    put(abandoned);
    put(new TestInstance("t1", "bound").bind("n1"));
    put(
        new TestInstance("t1", "releasing")
            .bind("n1")
            .release()
            .observe(InstanceState.Running, true));
    put(
        new TestInstance("t1", "released")
            .bind("n1")
            .release()
            .observe(InstanceState.Released, false));

    var snapshot = read();

    assertThat(snapshot.pending())
        .extracting(p -> p.instance().metadata().name())
        .containsExactly("pending");
    assertThat(snapshot.stopped()).extracting(i -> i.metadata().name()).containsExactly("stopped");
    assertThat(snapshot.abandoned())
        .extracting(i -> i.metadata().name())
        .containsExactly("abandoned");
    assertThat(snapshot.released())
        .extracting(i -> i.metadata().name())
        .containsExactly("released");
  }

  @Test
  void countsWhatIsBoundUntilTheBindingIsGone() throws InterruptedException {
    cluster.put(ResourceType.NODES, NODE);
    var bound = new TestInstance("t1", "bound").bind("n1");
    bound.vcpus = 2;
    put(bound);
    put(new TestInstance("t1", "releasing").bind("n1").release());

    assertThat(read().candidates().getFirst().load()).isEqualTo(new Load(3, 512L << 20, 0, 2));
  }

  /// As a scheduler sees it that has just started.
  @Test
  void boundInstanceHasTheSizeItWasBoundWithWhateverItsWorkloadIsNow() throws InterruptedException {
    cluster.put(ResourceType.NODES, NODE);
    cluster.put(
        ResourceType.WORKLOADS,
        """
        metadata: {namespace: t1, name: w, uid: wuid, generation: 2}
        spec: {runtime: vm, resources: {disk: 1Gi}}
        """);
    var bound = new TestInstance("t1", "bound").bind("n1").madeFrom("w", "wuid/1", disk("7Gi"));
    put(bound);

    assertThat(read().candidates().getFirst().load().diskBytes()).isEqualTo(7L << 30);
    cluster.delete(ResourceType.WORKLOADS, "t1", "w");
    assertThat(read().candidates().getFirst().load().diskBytes()).as("gone").isEqualTo(7L << 30);
  }

  @Test
  void whatIsPlacedAgainIsWhatItWasFirstBoundAs() throws InterruptedException {
    cluster.put(ResourceType.IMAGES, "metadata: {namespace: t1, name: tiny}\nspec: {}");
    put(new TestInstance("t1", "again").madeFrom("w", "wuid/1", disk("7Gi")));

    var pending = read().pending().getFirst();

    assertThat(pending.missingWorkload()).as("it needs none any more").isNull();
    assertThat(pending.spec().diskBytes()).isEqualTo(7L << 30);
    assertThat(pending.imageFound()).isTrue();
  }

  @Test
  void whatWasBoundPastTheApiserverCountsWithWhatItSaysItself() throws InterruptedException {
    cluster.put(ResourceType.NODES, NODE);
    var bound = new TestInstance("t1", "bound").bind("n1");
    bound.workload = "w";
    put(bound);

    assertThat(read().candidates().getFirst().load()).isEqualTo(new Load(1, 256L << 20, 0, 1));
  }

  private static WorkloadSpec disk(String size) {
    return new WorkloadSpec(
        null,
        "vm",
        null,
        null,
        new Resources(null, null, size),
        null,
        null,
        null,
        null,
        null,
        null);
  }

  @Test
  void networkIsUsableOnceItsConcentratorIsStoredAndLives() throws InterruptedException {
    cluster.put(ResourceType.TENANT_NETWORKS, NETWORK);
    assertThat(read().networks()).isEmpty();

    cluster.put(ResourceType.CONCENTRATORS, CONCENTRATOR);
    var subnet = read().networks().get(new ObjectKey("t1", "default")).subnets().getFirst();
    assertThat(subnet.outsideAddress()).isEqualTo("198.18.0.100");
    assertThat(subnet.concentrator()).isEqualTo("default-4096");
    assertThat(read().networks().get(new ObjectKey("t1", "default")).grows()).isTrue();

    cluster.put(
        ResourceType.CONCENTRATORS,
        CONCENTRATOR.replace(
            "name: default-4096", "name: default-4096, deletionTimestamp: 2026-01-01T00:00:00Z"));
    assertThat(read().networks()).isEmpty();
  }

  @Test
  void networkGrowsWhileASubnetIsLeftOrLacksItsConcentrator() throws InterruptedException {
    var key = new ObjectKey("t1", "default");
    var small = NETWORK.replace("172.16.0.0/16", "172.16.0.0/24");
    cluster.put(ResourceType.TENANT_NETWORKS, small);
    cluster.put(ResourceType.CONCENTRATORS, CONCENTRATOR);
    assertThat(read().networks().get(key).grows()).as("its CIDR is one subnet").isFalse();

    cluster.put(
        ResourceType.TENANT_NETWORKS,
        small.replace("]}", ", {cidr: 172.16.1.0/24, vni: 4097, concentrator: default-4097}]}"));
    assertThat(read().networks().get(key).grows()).isTrue();
    assertThat(read().networks().get(key).subnets()).hasSize(1);
  }

  @Test
  void addressesOfAllInstancesAreUsedAlsoOfDeletedOnesAndOfRefusedOnes()
      throws InterruptedException {
    cluster.put(ResourceType.TENANT_NETWORKS, NETWORK);
    cluster.put(ResourceType.CONCENTRATORS, CONCENTRATOR);
    var going = new TestInstance("t1", "going");
    going.deleting = true;
    going.network = new InstanceNetwork("172.16.0.0/24", "default-4096", "172.16.0.2", "m", 1);
    put(going);
    var key = new ObjectKey("t1", "default");

    assertThat(read(Map.of(key, Set.of("172.16.0.9"))).networks().get(key).used())
        .containsExactlyInAnyOrder("172.16.0.2", "172.16.0.9");
  }

  @Test
  void findsImagesInTheOwnTenantAndPublicOnes() throws InterruptedException {
    cluster.put(
        ResourceType.IMAGES,
        "metadata: {namespace: default, name: tiny}\nspec: {visibility: private}");
    put(new TestInstance("t1", "i"));
    assertThat(read().pending().getFirst().imageFound()).as("private of default").isFalse();

    cluster.put(
        ResourceType.IMAGES,
        "metadata: {namespace: default, name: tiny}\nspec: {visibility: public}");
    assertThat(read().pending().getFirst().imageFound()).as("public of default").isTrue();

    cluster.delete(ResourceType.IMAGES, "default", "tiny");
    cluster.put(
        ResourceType.IMAGES, "metadata: {namespace: t2, name: tiny}\nspec: {visibility: public}");
    assertThat(read().pending().getFirst().imageFound()).as("of another tenant").isFalse();

    cluster.put(
        ResourceType.IMAGES, "metadata: {namespace: t1, name: tiny}\nspec: {visibility: private}");
    assertThat(read().pending().getFirst().imageFound()).as("own").isTrue();
  }

  @Test
  void readsWhatNodesHaveAndWhatAnInstanceIsMadeFromByTheSameNames() throws InterruptedException {
    var held = "raw@sha256:" + "a".repeat(64);
    cluster.put(
        ResourceType.NODES,
        NODE.replace(
            "drivers: [qemu]",
            "drivers: [qemu]\n  images: [{names: [%s], sizeBytes: 7}, {names: [web:1, web:latest]}, {}]"
                .formatted(held)));
    put(new TestInstance("t1", "i"));
    cluster.put(ResourceType.IMAGES, "metadata: {namespace: t1, name: tiny}\nspec: {format: raw}");

    assertThat(read().candidates().getFirst().node().images())
        .containsExactlyInAnyOrder(held, "web:1", "web:latest");
    assertThat(read().pending().getFirst().imageName()).as("no source").isNull();
    cluster.put(
        ResourceType.IMAGES,
        """
        metadata: {namespace: t1, name: tiny}
        spec: {format: raw, source: {file: {path: /images/tiny, sha256: %s}}}
        """
            .formatted("a".repeat(64)));
    assertThat(read().pending().getFirst().imageName()).isEqualTo(held);
    put(new TestInstance("t1", "i").madeFrom("w", "wuid/1", disk("7Gi")));
    assertThat(read().pending().getFirst().imageName()).as("bound before").isEqualTo(held);
  }

  @Test
  void oneInstanceThatCannotBeReadStopsNoOther() throws InterruptedException {
    cluster.put(
        ResourceType.INSTANCES,
        "metadata: {namespace: t1, name: bad}\nspec: {resources: {memory: much}}");
    put(new TestInstance("t1", "good"));

    assertThat(read().pending())
        .extracting(p -> p.instance().metadata().name())
        .containsExactly("good");
  }
}
