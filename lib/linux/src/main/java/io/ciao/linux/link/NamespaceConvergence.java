package io.ciao.linux.link;

import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.net.NetworkNamespaces;
import io.ciao.linux.nft.NftRuleset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Brings a namespace to its model: read, decide, apply, and read again until nothing differs.
///
/// The second reading is not a formality: the kernel drops neighbours and routes by itself when a
/// link under them changes. Safe for many threads, but not for two at once on one namespace.
public final class NamespaceConvergence {
  private static final int ROUNDS_MAX = 4;

  private final NamespaceReader reader;
  private final NetActionApplier applier;

  public NamespaceConvergence(NamespaceReader reader, NetActionApplier applier) {
    this.reader = reader;
    this.applier = applier;
  }

  /// By rtnetlink and libnftables: no other program is needed.
  public static NamespaceConvergence withKernel() {
    return new NamespaceConvergence(
        new NetlinkReader(new NetworkNamespaces(), new NftRuleset()), NetlinkApplier.withKernel());
  }

  /// What a pass has done and what it could not.
  ///
  /// @param actions everything that was done, in order; empty if all was as it should be
  /// @param waiting each link that could not be made yet
  public record Settled(List<NetAction> actions, List<Waiting> waiting) {
    public Settled {
      actions = List.copyOf(actions);
      waiting = List.copyOf(waiting);
    }
  }

  /// What a namespace has, whoever made it; one that does not exist has nothing.
  public ActualNamespace look(NetNamespace.Named namespace) {
    return reader.read(
        new NamespaceModel(
            namespace,
            new TreeMap<>(),
            List.of(),
            null,
            Forwarding.of(List.of(), List.of()),
            List.of()));
  }

  /// IllegalStateException if the kernel still differs after several rounds: something else works
  /// against us.
  public Settled converge(NamespaceModel model) {
    var done = new ArrayList<NetAction>();
    for (var round = 1; ; round++) {
      var decision = NamespaceDecider.decide(model, reader.read(model));
      if (decision.actions().isEmpty()) {
        return new Settled(done, decision.waiting());
      }
      if (round > ROUNDS_MAX) {
        throw new IllegalStateException(
            model.namespace()
                + " does not stay as it is made: after "
                + ROUNDS_MAX
                + " rounds it still needs "
                + decision.actions());
      }
      applier.apply(decision.actions());
      done.addAll(decision.actions());
    }
  }
}
