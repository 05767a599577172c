package io.ciao.linux.link;

import io.ciao.basis.address.IpAddress;
import io.ciao.basis.address.IpPrefix;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.net.NetNamespace;
import io.ciao.linux.process.ManagedProcess;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// One step that brings a namespace nearer to its model.
public sealed interface NetAction {
  /// Where it is done.
  NetNamespace namespace();

  record CreateNamespace(NetNamespace.Named namespace) implements NetAction {}

  record WriteSysctls(NetNamespace namespace, SortedMap<String, String> values)
      implements NetAction {
    public WriteSysctls {
      values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }
  }

  record DeleteLink(NetNamespace namespace, String link) implements NetAction {}

  /// Makes a bridge, tunnel, macvlan or pair with name, address and MTU; it is still down. Both
  /// ends of a pair exist afterwards.
  record AddLink(NetNamespace namespace, Link link) implements NetAction {}

  /// Moves a tap in; its name stays, and whoever has it open keeps it.
  record MoveTap(NetNamespace namespace, NetNamespace from, String link) implements NetAction {}

  /// Makes a tap again under the file that a hypervisor holds open.
  record ReattachTap(
      NetNamespace namespace, NetNamespace bornIn, String link, ManagedProcess holder)
      implements NetAction {}

  record SetMac(NetNamespace namespace, String link, MacAddress mac) implements NetAction {}

  record SetMtu(NetNamespace namespace, String link, int mtu) implements NetAction {}

  record SetAlias(NetNamespace namespace, String link, String alias) implements NetAction {}

  record DisableOwnIpv6(NetNamespace namespace, String link) implements NetAction {}

  record Enslave(NetNamespace namespace, String link, String bridge) implements NetAction {}

  record SetPortFlags(NetNamespace namespace, String link, BridgePort.Flags flags)
      implements NetAction {}

  record BringUp(NetNamespace namespace, String link) implements NetAction {}

  record AddAddress(NetNamespace namespace, String link, IpPrefix address) implements NetAction {}

  record RemoveAddress(NetNamespace namespace, String link, IpPrefix address)
      implements NetAction {}

  record SetDefaultRoute(NetNamespace namespace, IpAddress gateway) implements NetAction {}

  record AddFdb(NetNamespace namespace, FdbEntry entry) implements NetAction {}

  record RemoveFdb(NetNamespace namespace, FdbEntry entry) implements NetAction {}

  record AddNeighbour(NetNamespace namespace, Neighbour neighbour) implements NetAction {}

  record RemoveNeighbour(NetNamespace namespace, Neighbour neighbour) implements NetAction {}

  record AddRoute(NetNamespace namespace, RouteVia route) implements NetAction {}

  record RemoveRoute(NetNamespace namespace, RouteVia route) implements NetAction {}

  /// A transaction of nftables: all of the script or nothing.
  record ApplyNft(NetNamespace namespace, String script) implements NetAction {}
}
