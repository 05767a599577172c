package io.ciao.linux.link;

import io.ciao.linux.net.NetNamespace;
import java.util.List;
import java.util.Optional;

/// The steps that bring one existing link to what it shall be. Pure; `found` is empty for a link
/// that an earlier step has just made with name, address and MTU, or moved in.
final class LinkSteps {
  private LinkSteps() {}

  static void configure(
      NetNamespace where, Link link, Optional<ActualLink> found, List<NetAction> actions) {
    var attributes = found.map(ActualLink::attributes);
    var mac = link.mac();
    if (mac != null
        && !attributes.map(a -> a.mac().equals(mac.toString())).orElse(bornWith(link))) {
      actions.add(new NetAction.SetMac(where, link.name(), mac));
    }
    if (!attributes.map(a -> a.mtu() == link.mtu()).orElse(bornWith(link))) {
      actions.add(new NetAction.SetMtu(where, link.name(), link.mtu()));
    }
    if (link.withoutOwnIpv6() && attributes.map(a -> a.ownIpv6()).orElse(true)) {
      actions.add(new NetAction.DisableOwnIpv6(where, link.name()));
    }
    bridgePort(where, link, found, actions);
    if (!attributes.map(a -> a.alias().equals(link.alias())).orElse(false)) {
      actions.add(new NetAction.SetAlias(where, link.name(), link.alias()));
    }
  }

  static void bringUp(
      NetNamespace where, Link link, Optional<ActualLink> found, List<NetAction> actions) {
    if (!found.map(actual -> actual.attributes().up()).orElse(false)) {
      actions.add(new NetAction.BringUp(where, link.name()));
    }
  }

  static void addAddresses(
      NetNamespace where, Link link, Optional<ActualLink> found, List<NetAction> actions) {
    for (var address : link.addresses()) {
      if (!found.map(actual -> actual.addresses().contains(address)).orElse(false)) {
        actions.add(new NetAction.AddAddress(where, link.name(), address));
      }
    }
  }

  /// A tap was made by somebody else; all others are born with their address and MTU.
  private static boolean bornWith(Link link) {
    return !(link.kind() instanceof LinkKind.Tap);
  }

  private static void bridgePort(
      NetNamespace where, Link link, Optional<ActualLink> found, List<NetAction> actions) {
    var wanted = link.bridgePort();
    if (wanted == null) {
      return;
    }
    var port = found.map(ActualLink::port).orElse(null);
    if (port == null || !port.bridge().equals(wanted.bridge())) {
      actions.add(new NetAction.Enslave(where, link.name(), wanted.bridge()));
      actions.add(new NetAction.SetPortFlags(where, link.name(), wanted.flags()));
      return;
    }
    var flags = wanted.flags();
    if (port.learning() != flags.learning()
        || port.flood() != flags.flood()
        || port.neighbourSuppression() != flags.neighbourSuppression()
        || port.isolated() != flags.isolated()) {
      actions.add(new NetAction.SetPortFlags(where, link.name(), flags));
    }
  }
}
