package io.ciao.scheduler.bind;

import io.ciao.api.instance.EffectiveSpec;
import io.ciao.api.instance.EffectiveSpec.Runtime;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.workload.WorkloadSpec;
import io.ciao.basis.address.Ipv4Subnet;
import io.ciao.scheduler.TestInstance;
import io.ciao.scheduler.place.Candidate;
import io.ciao.scheduler.place.Load;
import io.ciao.scheduler.place.NodeView;
import io.ciao.scheduler.place.Placer;
import io.ciao.scheduler.place.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Prints how many placements a second the decider makes, for the budgets of design section 13
/// (5,000/s at 1,000 nodes, 1 ms each at 10,000). Run by hand: a figure, not a test.
public final class PlacementThroughput {
  private static final int WARM_UP = 6;
  private static final int ROUNDS = 15;

  private PlacementThroughput() {}

  /// Takes no arguments.
  public static void main(String[] arguments) {
    for (var nodes : List.of(100, 1_000, 10_000)) {
      report("empty nodes", nodes, 0);
      report("two thirds full", nodes, 2);
    }
  }

  private static void report(String what, int nodes, int fullOfThree) {
    var snapshot = snapshot(nodes, fullOfThree);
    var seconds = new ArrayList<Double>();
    for (int round = 0; round < WARM_UP + ROUNDS; round++) {
      var begin = System.nanoTime();
      var binds = PlacementDecider.decide(snapshot).actions().size();
      if (round >= WARM_UP) {
        seconds.add((System.nanoTime() - begin) / 1e9 / binds);
      }
    }
    seconds.sort(Double::compare);
    var median = seconds.get(ROUNDS / 2);
    System.out.printf(
        "%-16s %6d nodes: %8.0f placements/s, %7.1f us each%n",
        what, nodes, 1 / median, median * 1e6);
    var request = new Request(Runtime.VM, 1 << 30, 1L << 60, 0, null, null, Map.of());
    var begin = System.nanoTime();
    Placer.place(snapshot.candidates(), request);
    System.out.printf(
        "%16s one that fits nowhere: %.1f ms%n", "", (System.nanoTime() - begin) / 1e6);
  }

  private static PlacementSnapshot snapshot(int nodes, int fullOfThree) {
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
                  Map.of("zone", "a"),
                  List.of(),
                  256,
                  1L << 40,
                  1L << 44,
                  0),
              i % 3 < fullOfThree ? new Load(256, 0, 0, 10) : Load.NONE));
    }
    var pending = new ArrayList<PendingInstance>();
    var subnets = new HashMap<ObjectKey, SubnetView>();
    for (int i = 0; i < PlacementDecider.BINDS_PER_PASS_MAX; i++) {
      var test = new TestInstance("t" + i % 8, "i%05d".formatted(i));
      var instance = test.build();
      pending.add(
          new PendingInstance(
              instance,
              null,
              EffectiveSpec.of(instance.spec(), WorkloadSpec.EMPTY),
              true,
              null,
              null));
      subnets.put(
          test.networkKey(),
          new SubnetView(Ipv4Subnet.parse("172.16.0.0/20"), "c", "198.18.0.100", Set.of()));
    }
    return new PlacementSnapshot(candidates, pending, List.of(), List.of(), List.of(), subnets);
  }
}
