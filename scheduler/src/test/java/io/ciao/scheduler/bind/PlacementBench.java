package io.ciao.scheduler.bind;

import io.ciao.api.instance.EffectiveSpec;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.placement.Affinity;
import io.ciao.api.placement.InstanceAffinity;
import io.ciao.api.placement.InstanceSelector;
import io.ciao.api.placement.InstanceTerm;
import io.ciao.api.placement.SpreadConstraint;
import io.ciao.api.placement.WeightedInstanceTerm;
import io.ciao.api.workload.Placement.Strategy;
import io.ciao.api.workload.WorkloadSpec;
import io.ciao.basis.address.Ipv4Subnet;
import io.ciao.scheduler.TestInstance;
import io.ciao.scheduler.place.Candidate;
import io.ciao.scheduler.place.Load;
import io.ciao.scheduler.place.NodeView;
import io.ciao.scheduler.place.Residents;
import io.ciao.testkit.Figures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Placement decisions a second: the decider alone over prepared snapshots, [#BATCH] instances of
/// eight tenants a pass, a third of the nodes empty. Run by `hack/bench placement`.
public final class PlacementBench {
  private static final int BATCH = 256;
  private static final int FULL_OF_THREE = 2;
  private static final long WARM_UP_NANOS = 2_000_000_000L;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MILLIS_PER_SECOND = 1e3;

  private static final int ZONES = 3;

  private PlacementBench() {}

  /// `PlacementBench NODES,… SECONDS RUNS`: a run makes passes for that long, one pass at least.
  public static void main(String[] arguments) {
    var runNanos = (long) (Integer.parseInt(arguments[1]) * NANOS_PER_SECOND);
    var runs = Integer.parseInt(arguments[2]);
    for (var nodes : arguments[0].split(",")) {
      report(Integer.parseInt(nodes), runNanos, runs);
    }
  }

  private static void report(int nodes, long runNanos, int runs) {
    for (var wish : Wish.values()) {
      report(nodes, runNanos, runs, wish);
    }
  }

  /// What every instance asks for.
  private enum Wish {
    /// Nothing.
    NONE(""),
    /// Nothing, and every seventh node has its image, among others.
    IMAGE(" with an image"),
    /// A host of its own, and zones evenly used.
    AFFINITY(" with affinity"),
    /// The same, only preferred: every node has to be looked at for each instance.
    PREFERENCE(" with preferences");

    final String text;

    Wish(String text) {
      this.text = text;
    }
  }

  private static void report(int nodes, long runNanos, int runs, Wish wish) {
    // Each has a host of its own: eight tenants, and a third of the nodes.
    var most = wish == Wish.AFFINITY ? Math.max(1, nodes / 3 / ZONES * ZONES) * 8 : BATCH;
    var batch = snapshot(nodes, Math.min(BATCH, most), wish);
    var alone = snapshot(nodes, 1, wish);
    decisionsPerSecond(batch, WARM_UP_NANOS);
    var perSecond = new ArrayList<Double>();
    for (int run = 0; run < runs; run++) {
      perSecond.add(decisionsPerSecond(batch, runNanos));
    }
    decisionsPerSecond(alone, WARM_UP_NANOS);
    var figures = new Figures(perSecond);
    var what = "placement %d %s%s".formatted(nodes, nodes == 1 ? "node" : "nodes", wish.text);
    System.out.printf(
        Locale.ROOT,
        "%s, %.4f ms each, %.4f ms in a pass of its own%n",
        figures.line(what, "decisions/s"),
        MILLIS_PER_SECOND / figures.median(),
        MILLIS_PER_SECOND / decisionsPerSecond(alone, runNanos));
  }

  private static double decisionsPerSecond(PlacementSnapshot snapshot, long nanos) {
    var begin = System.nanoTime();
    var decided = 0L;
    long took;
    do {
      var binds =
          PlacementDecider.decide(snapshot).actions().stream()
              .filter(action -> action instanceof PlacementAction.Bind)
              .count();
      if (binds != snapshot.pending().size()) {
        throw new IllegalStateException(
            "%d of %d were placed".formatted(binds, snapshot.pending().size()));
      }
      decided += binds;
      took = System.nanoTime() - begin;
    } while (took < nanos);
    return decided * NANOS_PER_SECOND / took;
  }

  private static PlacementSnapshot snapshot(int nodes, int instances, Wish wish) {
    var candidates = new ArrayList<Candidate>();
    for (int i = 0; i < nodes; i++) {
      var name = "n%05d".formatted(i);
      candidates.add(
          new Candidate(
              new NodeView(
                  name,
                  "uid-" + name,
                  "h",
                  true,
                  "",
                  false,
                  false,
                  Set.of("compute"),
                  Set.of("qemu", "docker"),
                  Map.of("zone", "z" + i / 3 % ZONES, "host", name),
                  List.of(),
                  256,
                  1L << 40,
                  1L << 44,
                  0,
                  wish == Wish.IMAGE ? images(i) : Set.of()),
              i % 3 < FULL_OF_THREE ? new Load(256, 0, 0, 10) : Load.NONE));
    }
    var pending = new ArrayList<PendingInstance>();
    var subnets = new HashMap<ObjectKey, NetworkView>();
    for (int i = 0; i < instances; i++) {
      var test = new TestInstance("t" + i % 8, "i%05d".formatted(i));
      wish(test, wish);
      var instance = test.build();
      pending.add(
          new PendingInstance(
              instance,
              null,
              EffectiveSpec.of(instance.spec(), WorkloadSpec.EMPTY),
              true,
              wish == Wish.IMAGE ? image(0) : null,
              null,
              null));
      subnets.put(
          test.networkKey(),
          new NetworkView(
              List.of(new SubnetView(Ipv4Subnet.parse("172.16.0.0/20"), null, "c", "198.18.0.100")),
              Set.of(),
              false));
    }
    return new PlacementSnapshot(
        candidates,
        Residents.of(List.of()),
        Strategy.SPREAD,
        pending,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        subnets);
  }

  /// Ten of seventy.
  private static Set<String> images(int node) {
    return IntStream.range(0, 10)
        .mapToObj(i -> image(node % 7 + 7 * i))
        .collect(Collectors.toSet());
  }

  private static String image(int number) {
    return "qcow2@sha256:%064x".formatted(number).intern();
  }

  private static void wish(TestInstance test, Wish wish) {
    var all = new InstanceSelector(Map.of("app", "web"), null);
    var zone = new InstanceTerm(all, "zone");
    var host = new InstanceTerm(all, "host");
    test.labels = Map.of("app", "web");
    switch (wish) {
      case NONE, IMAGE -> test.labels = Map.of();
      case AFFINITY -> {
        test.affinity = new Affinity(null, null, new InstanceAffinity(List.of(host), null));
        test.spread = List.of(new SpreadConstraint(1, "zone", null, all));
      }
      case PREFERENCE -> {
        var near = List.of(new WeightedInstanceTerm(10, zone));
        var away = List.of(new WeightedInstanceTerm(20, host));
        test.affinity =
            new Affinity(null, new InstanceAffinity(null, near), new InstanceAffinity(null, away));
        test.spread = List.of(new SpreadConstraint(1, "zone", "ScheduleAnyway", all));
      }
    }
  }
}
