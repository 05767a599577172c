package io.ciao.linux.link;

import io.ciao.basis.address.Ipv6Prefix;
import io.ciao.linux.net.NetNamespace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

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
    // IPv6 begins anew with an MTU that is large enough again.
    if (link.withoutOwnIpv6()
        && attributes.map(a -> a.ownIpv6() || !Link.hasIpv6(a.mtu())).orElse(true)) {
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
        if (address instanceof Ipv6Prefix && link.isGuestsEnd()) {
          actions.add(new NetAction.WriteSysctls(where, ipv6On(link)));
        }
        actions.add(new NetAction.AddAddress(where, link.name(), address));
      }
    }
  }

  /// A container's namespace may have no IPv6, and whoever takes IPv6 away takes the addresses. Its
  /// addresses are given, so it believes no router.
  private static SortedMap<String, String> ipv6On(Link link) {
    return new TreeMap<>(
        Map.of(
            "net.ipv6.conf.all.disable_ipv6",
            "0",
            "net.ipv6.conf." + link.name() + ".accept_ra",
            "0"));
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
        || port.isolated() != flags.isolated()
        || port.hairpin() != flags.hairpin()) {
      actions.add(new NetAction.SetPortFlags(where, link.name(), flags));
    }
  }
}
