package io.ciao.launcher.network;

import io.ciao.api.network.Concentrator;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.launcher.desired.KeptKind;
import io.ciao.launcher.network.SubnetAction.Forget;
import io.ciao.launcher.network.SubnetAction.MadeAnew;
import io.ciao.launcher.network.SubnetAction.Make;
import io.ciao.launcher.network.SubnetAction.Refuse;
import io.ciao.launcher.network.SubnetAction.Remove;
import io.ciao.launcher.network.SubnetAction.WatchOnly;
import io.ciao.linux.net.NamespaceNames;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.subnet.TunnelFence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Decides what to do about one subnet on this node. Pure.
///
/// A subnet lives from its first port to its last. While it is unknown whether an instance has a
/// port in it, it is left as it is.
final class SubnetDecider {
  /// So long packets of connections that nobody knows pass in a subnet that was made anew under
  /// instances that run: an established connection says something within it, or asks whether the
  /// other side is there, and is known again.
  static final Duration TOLERANCE = Duration.ofSeconds(60);

  private SubnetDecider() {}

  static SubnetDecision decide(SubnetSnapshot snapshot) {
    var actions = new ArrayList<SubnetAction>();
    var watches = snapshot.watches();
    if (!watches.present().equals(watches.wanted())) {
      actions.add(new WatchOnly(watches.wanted()));
    }
    snapshot.groups().gone().forEach(uid -> actions.add(new Forget(KeptKind.SECURITY_GROUP, uid)));
    var waits = towards(snapshot, actions);
    return new SubnetDecision(
        actions, new PortPolicies(snapshot.groups()).closed(snapshot.ports().wanted()), waits);
  }

  /// Adds what is to be done; returns what is in the way.
  private static String towards(SubnetSnapshot snapshot, List<SubnetAction> actions) {
    var ports = snapshot.ports();
    if (!ports.unknown().isEmpty()) {
      return "instance "
          + String.join(", ", ports.unknown())
          + " of subnet "
          + snapshot.subnet()
          + " is still being looked for on this node";
    }
    if (ports.wanted().isEmpty()) {
      removal(snapshot, actions);
      return "";
    }
    var concentrator = snapshot.concentrator();
    if (concentrator == null) {
      return "nothing is known of Concentrator " + snapshot.subnet() + " yet";
    }
    var madeAnew = madeAnew(snapshot, concentrator);
    if (madeAnew != null && !madeAnew.equals(snapshot.making().madeAnew())) {
      actions.add(new MadeAnew(madeAnew));
    }
    var tolerant = madeAnew != null && snapshot.making().now().isBefore(madeAnew.plus(TOLERANCE));
    actions.add(
        new Make(
            SubnetPlanner.plan(
                concentrator, snapshot.place(), ports.wanted(), snapshot.groups(), tolerant)));
    return "";
  }

  /// A namespace that is not there though instances ran in it is made anew now.
  private static @Nullable Instant madeAnew(SubnetSnapshot snapshot, Concentrator concentrator) {
    var making = snapshot.making();
    var name = namespace(snapshot.place(), concentrator.spec().vni()).name();
    var ran =
        snapshot.ports().wanted().stream().map(PortRequest::uid).anyMatch(making.ran()::contains);
    return ran && !making.present().contains(name) ? making.now() : making.madeAnew();
  }

  /// One that was never made, and of which nothing is known, is found by its name: [#sweep].
  private static void removal(SubnetSnapshot snapshot, List<SubnetAction> actions) {
    var known = Optional.ofNullable(snapshot.concentrator());
    Optional.ofNullable(snapshot.madeWith())
        .or(() -> known.map(concentrator -> concentrator.spec().vni()))
        .ifPresent(vni -> actions.add(new Remove(namespace(snapshot.place(), vni))));
    known.ifPresent(
        concentrator ->
            actions.add(new Forget(KeptKind.CONCENTRATOR, concentrator.metadata().requireUid())));
  }

  /// What a decision about subnets that nobody uses may look at.
  ///
  /// @param complete whether every instance's port is known
  /// @param used the Concentrators of the subnets that any port is in; empty where nothing is known
  /// @param present names of the subnet namespaces that exist
  record Sweep(
      NodePlace place,
      boolean complete,
      List<Optional<Concentrator>> used,
      TreeSet<String> present) {}

  /// Removes subnets of this node that no port needs. While that cannot be said of all, nothing is.
  static List<SubnetAction> sweep(Sweep sweep) {
    if (!sweep.complete() || sweep.used().stream().anyMatch(Optional::isEmpty)) {
      return List.of();
    }
    var left = new TreeSet<>(sweep.present());
    for (var concentrator : sweep.used()) {
      var vni = concentrator.orElseThrow().spec().vni();
      left.remove(namespace(sweep.place(), vni).name());
    }
    return left.stream()
        .<SubnetAction>map(name -> new Remove(new NetNamespace.Named(name)))
        .toList();
  }

  /// What a decision about lost nodes may look at.
  ///
  /// @param refused what this agent's fence refuses now
  record Lost(
      NodePlace place,
      boolean complete,
      List<Optional<Concentrator>> used,
      SortedSet<Ipv4Address> refused) {}

  /// Nothing is taken from nodes that any Concentrator in use names as lost. While that cannot be
  /// said of all, nobody is let in again.
  static SubnetAction fence(Lost lost) {
    var fenced =
        lost.used().stream()
            .flatMap(Optional::stream)
            .flatMap(concentrator -> concentrator.spec().fenced().stream())
            .toList();
    var complete = lost.complete() && lost.used().stream().allMatch(Optional::isPresent);
    return new Refuse(
        new TunnelFence.Wish(lost.place().address(), fenced, complete, lost.refused()).addresses());
  }

  private static NetNamespace.Named namespace(NodePlace place, long vni) {
    return NamespaceNames.ofSubnet(place.namespacePrefix(), vni);
  }
}
