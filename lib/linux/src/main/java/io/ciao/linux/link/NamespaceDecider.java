package io.ciao.linux.link;

import io.ciao.basis.address.IpPrefix;
import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.nft.NftScript;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Compares a namespace with its model. Pure: the same arguments give the same decision.
///
/// Order: the namespace and its settings; everything that must go; packet rules, so that no port is
/// ever open without them; bridge and tunnel; ports; forwarding entries; ports up, last.
public final class NamespaceDecider {
  private final NamespaceModel model;
  private final ActualNamespace actual;
  private final List<NetAction> actions = new ArrayList<>();
  private final List<Waiting> waiting = new ArrayList<>();

  /// Links that exist but must be made anew or go; what hangs on them counts as absent.
  private final Set<String> doomed = new HashSet<>();

  /// Links that will exist when the actions up to now are done.
  private final Set<String> standing = new HashSet<>();

  private NamespaceDecider(NamespaceModel model, ActualNamespace actual) {
    this.model = model;
    this.actual = actual;
  }

  public static NetDecision decide(NamespaceModel model, ActualNamespace actual) {
    return new NamespaceDecider(model, actual).decide();
  }

  private NetDecision decide() {
    if (!actual.present()) {
      actions.add(new NetAction.CreateNamespace(model.namespace()));
    }
    sysctls();
    findDoomed();
    removals();
    NftScript.between(model.tables(), actual.tables())
        .ifPresent(script -> actions.add(new NetAction.ApplyNft(namespace(), script)));
    loopback();
    model.links().stream().filter(NamespaceDecider::isBase).forEach(this::base);
    var ports = model.links().stream().filter(link -> !isBase(link)).toList();
    ports.forEach(this::port);
    forwarding();
    ports.forEach(this::portUp);
    routes();
    defaultRoute();
    return new NetDecision(actions, waiting);
  }

  private static boolean isBase(Link link) {
    return switch (link.kind()) {
      case LinkKind.Bridge _, LinkKind.Vxlan _ -> true;
      case LinkKind.Veth _,
          LinkKind.Macvlan _,
          LinkKind.Tap _,
          LinkKind.VethEnd _,
          LinkKind.FarEnd _ ->
          false;
    };
  }

  private NetNamespace.Named namespace() {
    return model.namespace();
  }

  /// The link as it is and may stay.
  private Optional<ActualLink> kept(Link link) {
    return doomed.contains(link.name()) ? Optional.empty() : actual.links().find(link.name());
  }

  private void sysctls() {
    var wrong = new TreeMap<>(model.sysctls());
    wrong.entrySet().removeAll(actual.sysctls().entrySet());
    if (!wrong.isEmpty()) {
      actions.add(new NetAction.WriteSysctls(namespace(), wrong));
    }
  }

  private void findDoomed() {
    for (var found : actual.links().byName().values()) {
      var wanted = model.link(found.name());
      if (wanted.isEmpty() ? found.isOurs() : !sameThing(wanted.get(), found)) {
        doomed.add(found.name());
      }
    }
  }

  private boolean sameThing(Link wanted, ActualLink found) {
    var kind = found.attributes().kind();
    return switch (wanted.kind()) {
      case LinkKind.Bridge _ -> "bridge".equals(kind);
      case LinkKind.Vxlan vxlan -> {
        var tunnel = found.tunnel();
        yield tunnel != null
            && tunnel.vni() == vxlan.vni()
            && tunnel.port() == vxlan.port()
            && tunnel.local().equals(vxlan.local())
            && !tunnel.learning();
      }
      case LinkKind.Veth veth -> "veth".equals(kind) && paired(veth, found);
      case LinkKind.Macvlan macvlan -> "macvlan".equals(kind) && isOn(macvlan, found);
      // A tap of that name outside is a newer one: its hypervisor was started again.
      case LinkKind.Tap tap ->
          "tun".equals(kind) && actual.other(tap.bornIn()).find(wanted.name()).isEmpty();
      case LinkKind.FarEnd _ -> "veth".equals(kind);
      case LinkKind.VethEnd _ -> false;
    };
  }

  private boolean paired(LinkKind.Veth veth, ActualLink found) {
    return actual
        .other(veth.peerNamespace())
        .find(veth.peer().name())
        .filter(peer -> "veth".equals(peer.attributes().kind()))
        .filter(peer -> peer.index() == found.attributes().peerIndex())
        .filter(peer -> peer.attributes().peerIndex() == found.index())
        .isPresent();
  }

  private boolean isOn(LinkKind.Macvlan macvlan, ActualLink found) {
    return actual
        .other(macvlan.parentNamespace())
        .find(macvlan.parent())
        .filter(parent -> parent.index() == found.attributes().peerIndex())
        .isPresent();
  }

  private void removals() {
    for (var route : actual.forwarding().routes()) {
      if (stays(route.link()) && !model.forwarding().routes().contains(route)) {
        actions.add(new NetAction.RemoveRoute(namespace(), route));
      }
    }
    for (var neighbour : actual.forwarding().neighbours()) {
      if (stays(neighbour.link()) && !model.forwarding().neighbours().contains(neighbour)) {
        actions.add(new NetAction.RemoveNeighbour(namespace(), neighbour));
      }
    }
    for (var entry : actual.forwarding().entries()) {
      if (stays(entry.link()) && !model.forwarding().entries().contains(entry)) {
        actions.add(new NetAction.RemoveFdb(namespace(), entry));
      }
    }
    for (var link : model.links()) {
      kept(link).ifPresent(found -> removeAddresses(link, found));
    }
    actual.links().byName().keySet().stream()
        .filter(doomed::contains)
        .forEach(name -> actions.add(new NetAction.DeleteLink(namespace(), name)));
    model.links().forEach(this::removeLeftPeer);
  }

  private boolean stays(String link) {
    return model.link(link).isPresent() && !doomed.contains(link);
  }

  private void removeAddresses(Link link, ActualLink found) {
    for (var address : found.addresses()) {
      if (!link.addresses().contains(address)) {
        actions.add(new NetAction.RemoveAddress(namespace(), link.name(), address));
      }
    }
  }

  /// The far end of a pair whose near end is not here: left by a namespace that somebody removed
  /// while a process was still in it. It would be in the way.
  private void removeLeftPeer(Link link) {
    if (link.kind() instanceof LinkKind.Veth veth && actual.links().find(link.name()).isEmpty()) {
      actual
          .other(veth.peerNamespace())
          .find(veth.peer().name())
          .filter(ActualLink::isOurs)
          .ifPresent(
              peer -> actions.add(new NetAction.DeleteLink(veth.peerNamespace(), peer.name())));
    }
  }

  private void loopback() {
    var up = actual.links().find("lo").filter(lo -> lo.attributes().up()).isPresent();
    if (!up) {
      actions.add(new NetAction.BringUp(namespace(), "lo"));
    }
  }

  private void base(Link link) {
    var found = kept(link);
    if (found.isEmpty()) {
      actions.add(new NetAction.AddLink(namespace(), link));
    }
    standing.add(link.name());
    LinkSteps.configure(namespace(), link, found, actions);
    LinkSteps.bringUp(namespace(), link, found, actions);
    LinkSteps.addAddresses(namespace(), link, found, actions);
  }

  private void port(Link link) {
    var found = kept(link);
    if (found.isPresent() || makePort(link)) {
      standing.add(link.name());
      LinkSteps.configure(namespace(), link, found, actions);
    }
  }

  /// Adds what makes the port exist; false if it has to wait.
  private boolean makePort(Link link) {
    switch (link.kind()) {
      case LinkKind.Veth veth -> {
        var others = actual.other(veth.peerNamespace());
        var bridge = veth.peer().bridgePort();
        if (!others.present()) {
          waiting.add(new Waiting(link.name(), veth.peerNamespace() + " is gone"));
          return false;
        }
        if (bridge != null && others.find(bridge.bridge()).isEmpty()) {
          waiting.add(
              new Waiting(link.name(), veth.peerNamespace() + " has no bridge " + bridge.bridge()));
          return false;
        }
        actions.add(new NetAction.AddLink(namespace(), link));
      }
      case LinkKind.Macvlan(var where, var parent) -> {
        if (actual.other(where).find(parent).isEmpty()) {
          waiting.add(new Waiting(link.name(), where + " has no link " + parent));
          return false;
        }
        actions.add(new NetAction.AddLink(namespace(), link));
      }
      case LinkKind.Tap tap -> {
        var outside = actual.other(tap.bornIn()).find(link.name());
        var holder = tap.holder();
        if (outside.isPresent()) {
          actions.add(new NetAction.MoveTap(namespace(), tap.bornIn(), link.name()));
        } else if (holder != null) {
          actions.add(new NetAction.ReattachTap(namespace(), tap.bornIn(), link.name(), holder));
        } else {
          waiting.add(new Waiting(link.name(), "its tap is not made yet"));
          return false;
        }
      }
      case LinkKind.FarEnd _ -> {
        return false;
      }
      case LinkKind.Bridge _, LinkKind.Vxlan _, LinkKind.VethEnd _ ->
          throw new IllegalStateException(link.name() + " is no port: " + link.kind());
    }
    return true;
  }

  private void forwarding() {
    for (var entry : model.forwarding().entries()) {
      var present = stays(entry.link()) && actual.forwarding().entries().contains(entry);
      if (!present && standing.contains(entry.link())) {
        actions.add(new NetAction.AddFdb(namespace(), entry));
      }
    }
    for (var neighbour : model.forwarding().neighbours()) {
      var present = stays(neighbour.link()) && actual.forwarding().neighbours().contains(neighbour);
      if (!present && standing.contains(neighbour.link())) {
        actions.add(new NetAction.AddNeighbour(namespace(), neighbour));
      }
    }
  }

  private void portUp(Link link) {
    if (!standing.contains(link.name())) {
      return;
    }
    var found = kept(link);
    LinkSteps.bringUp(namespace(), link, found, actions);
    LinkSteps.addAddresses(namespace(), link, found, actions);
    if (link.kind() instanceof LinkKind.Veth veth) {
      var others = actual.other(veth.peerNamespace());
      Optional<ActualLink> peer =
          found.isPresent() ? others.find(veth.peer().name()) : Optional.empty();
      LinkSteps.configure(veth.peerNamespace(), veth.peer(), peer, actions);
      LinkSteps.bringUp(veth.peerNamespace(), veth.peer(), peer, actions);
      LinkSteps.addAddresses(veth.peerNamespace(), veth.peer(), peer, actions);
      var gateway = veth.peerGateway();
      if (gateway != null && (peer.isEmpty() || !gateway.equals(others.defaultGateway()))) {
        actions.add(new NetAction.SetDefaultRoute(veth.peerNamespace(), gateway));
      }
      var gateway6 = veth.peerGateway6();
      if (gateway6 != null && (peer.isEmpty() || !gateway6.equals(others.defaultGateway6()))) {
        actions.add(new NetAction.SetDefaultRoute(veth.peerNamespace(), gateway6));
      }
    }
  }

  private void routes() {
    for (var route : model.forwarding().routes()) {
      var present = stays(route.link()) && actual.forwarding().routes().contains(route);
      if (!present && standing.contains(route.link())) {
        actions.add(new NetAction.AddRoute(namespace(), route));
      }
    }
  }

  private void defaultRoute() {
    var gateway = model.defaultGateway();
    // A route goes with the link that it leads through.
    var stays = doomed.isEmpty() && Objects.equals(gateway, actual.links().defaultGateway());
    if (gateway != null && !stays && isReached(gateway)) {
      actions.add(new NetAction.SetDefaultRoute(namespace(), gateway));
    }
  }

  /// Whether the link that leads to it is there, and not waited for.
  private boolean isReached(Ipv4Address gateway) {
    return model.links().stream()
        .filter(link -> !standing.contains(link.name()))
        .noneMatch(link -> link.addresses().stream().anyMatch(a -> contains(a, gateway)));
  }

  private static boolean contains(IpPrefix prefix, Ipv4Address address) {
    return prefix instanceof Ipv4Prefix network && network.contains(address);
  }
}
