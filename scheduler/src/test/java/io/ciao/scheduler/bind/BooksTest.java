package io.ciao.scheduler.bind;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceNetwork;
import io.ciao.api.instance.InstanceState;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.placement.Affinity;
import io.ciao.api.placement.InstanceAffinity;
import io.ciao.api.placement.InstanceSelector;
import io.ciao.api.placement.InstanceTerm;
import io.ciao.reconcile.Informer.Entry;
import io.ciao.scheduler.TestInstance;
import io.ciao.scheduler.place.Load;
import io.ciao.scheduler.place.Resident;
import io.ciao.testkit.Gen;
import io.ciao.testkit.Seeds;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Books that followed every change say what books say that are opened afterwards.
class BooksTest {
  private static final List<String> NODES = List.of("n1", "n2");
  private static final List<String> NETWORKS = List.of("default", "other");

  @Test
  void sayWhatNewOnesWouldSay() {
    Seeds.check(500, BooksTest::followsWhateverHappens);
  }

  private static void followsWhateverHappens(Gen gen) {
    var cluster = new TreeMap<ObjectKey, Entry<Instance>>();
    var books = new Books();
    for (var pass = 0; pass < 8; pass++) {
      for (var changes = gen.between(0, 5); changes > 0; changes--) {
        change(gen, cluster);
      }
      var now = List.copyOf(cluster.values());
      books.follow(now);
      var fresh = new Books();
      fresh.follow(now);
      requireSame(books, fresh);
    }
    books.follow(List.of());
    requireSame(books, new Books());
    assertThat(NODES).allSatisfy(node -> assertThat(books.on(node)).isEqualTo(Load.NONE));
  }

  private static void change(Gen gen, TreeMap<ObjectKey, Entry<Instance>> cluster) {
    var test = new TestInstance("t" + gen.between(0, 1), "i" + gen.between(0, 4));
    var key = new ObjectKey(test.tenant, test.name);
    if (gen.oneIn(4)) {
      cluster.remove(key);
      return;
    }
    test.vcpus = gen.between(1, 3);
    test.networkName = gen.oneOf(NETWORKS);
    if (!gen.oneIn(3)) {
      // Two may have the same one for a moment.
      test.network =
          new InstanceNetwork("172.16.0.0/24", "c", "172.16.0." + gen.between(2, 4), "m", 1);
    }
    if (!gen.oneIn(3)) {
      test.bind(gen.oneOf(NODES));
    }
    if (gen.oneIn(4)) {
      test.release();
    }
    if (test.binding != null && gen.oneIn(2)) {
      test.observe(gen.oneOf(List.of(InstanceState.values())), true);
    }
    var instance = test.build();
    cluster.put(key, new Entry<>(key, test.uid, test.version, instance));
  }

  private static void requireSame(Books books, Books fresh) {
    for (var node : NODES) {
      assertThat(books.on(node)).as(node).isEqualTo(fresh.on(node));
      assertThat(books.startingOn(node)).as(node).isEqualTo(fresh.startingOn(node));
      assertThat(Set.copyOf(books.onNode(node))).isEqualTo(Set.copyOf(fresh.onNode(node)));
    }
    for (var tenant : List.of("t0", "t1")) {
      assertThat(Set.copyOf(books.ofTenant(tenant))).isEqualTo(Set.copyOf(fresh.ofTenant(tenant)));
      assertThat(Set.copyOf(books.keepingAway(tenant)))
          .isEqualTo(Set.copyOf(fresh.keepingAway(tenant)));
      for (var network : NETWORKS) {
        var key = new ObjectKey(tenant, network);
        assertThat(books.used(key)).as("addresses of %s", key).isEqualTo(fresh.used(key));
      }
    }
    assertThat(List.copyOf(books.open())).isEqualTo(List.copyOf(fresh.open()));
  }

  /// Until its node has said how the start ended.
  @ParameterizedTest
  @EnumSource(InstanceState.class)
  void whatIsBoundAndHasNotBeenStartedIsStarting(InstanceState state) {
    var test = new TestInstance("t0", "i").bind("n1");
    assertThat(starting(test)).isEqualTo(1);
    test.observe(state, true);
    var still = state == InstanceState.Pending || state == InstanceState.Starting;
    assertThat(starting(test)).isEqualTo(still ? 1 : 0);
    assertThat(starting(test.release())).isZero();
  }

  private static int starting(TestInstance test) {
    var books = new Books();
    books.follow(List.of(new Entry<>(new ObjectKey("t0", "i"), "u", 1, test.build())));
    return books.startingOn("n1");
  }

  @Test
  void whoIsBoundIsFoundByNodeAndTenantAndIfItKeepsOthersAway() {
    var plain = new TestInstance("t0", "plain").bind("n1");
    var alone = new TestInstance("t0", "alone").bind("n1");
    alone.failover = "Stay";
    var any = new InstanceTerm(new InstanceSelector(Map.of("app", "web"), null), "host");
    alone.affinity = new Affinity(null, null, new InstanceAffinity(List.of(any), null));
    var books = new Books();

    books.follow(List.of(entry(alone), entry(plain)));

    assertThat(names(books.onNode("n1"))).containsExactlyInAnyOrder("alone", "plain");
    assertThat(names(books.ofTenant("t0"))).containsExactlyInAnyOrder("alone", "plain");
    assertThat(names(books.keepingAway("t0"))).containsExactly("alone");
    assertThat(books.keepingAway("t0").iterator().next().state()).isEqualTo(Resident.State.STAYS);
    assertThat(books.onNode("n1"))
        .filteredOn(resident -> resident.instance().name().equals("plain"))
        .extracting(Resident::state)
        .containsExactly(Resident.State.MOVABLE);

    books.follow(List.of(entry(plain)));
    assertThat(names(books.onNode("n1"))).containsExactly("plain");
    assertThat(names(books.ofTenant("t0"))).containsExactly("plain");
    assertThat(books.keepingAway("t0")).isEmpty();
  }

  @Test
  void whereSomethingElseIsBoundIsToldOnce() {
    var test = new TestInstance("t0", "i").bind("n1");
    var books = new Books();

    books.follow(List.of(entry(test)));
    assertThat(books.takeChanges()).isEqualTo(new Books.Changes(Set.of("n1"), Set.of("t0")));
    assertThat(books.takeChanges()).isEqualTo(new Books.Changes(Set.of(), Set.of()));
    books.follow(List.of());
    assertThat(books.takeChanges()).isEqualTo(new Books.Changes(Set.of("n1"), Set.of("t0")));
  }

  private static Entry<Instance> entry(TestInstance test) {
    return new Entry<>(new ObjectKey(test.tenant, test.name), test.uid, test.version, test.build());
  }

  private static List<String> names(Collection<Resident> residents) {
    return residents.stream().map(resident -> resident.instance().name()).toList();
  }

  @Test
  void anInstanceThatIsReplacedTakesItsNewNodeAlone() {
    var key = new ObjectKey("t0", "i");
    var books = new Books();
    var on1 = new TestInstance("t0", "i").bind("n1").build();
    var on2 = new TestInstance("t0", "i").bind("n2").build();

    books.follow(List.of(new Entry<>(key, "u", 1, on1)));
    assertThat(books.on("n1").instances()).isEqualTo(1);
    books.follow(List.of(new Entry<>(key, "u", 2, on2)));

    assertThat(books.on("n1")).isEqualTo(Load.NONE);
    assertThat(books.on("n2").instances()).isEqualTo(1);
    assertThat(books.used(new ObjectKey("t0", "default"))).isEqualTo(Set.of());
  }
}
