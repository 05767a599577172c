package io.ciao.linux.subnet;

import io.ciao.basis.address.Ipv4Address;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// One tenant subnet on one node as it shall be.
///
/// @param uid of the subnet, for the ownership mark
/// @param gateway the concentrator: address, MAC and the tunnel address of who serves it now
/// @param remoteMembers instances elsewhere; those with this node's tunnel address are ignored
/// @param floodVteps who gets broadcasts: the concentrator and every other node with members
/// @param ports instances here
public record SubnetPlan(
    String uid,
    SubnetPlace place,
    SubnetTunnel tunnel,
    SubnetMember gateway,
    List<SubnetMember> remoteMembers,
    SortedSet<Ipv4Address> floodVteps,
    List<SubnetPort> ports) {
  public SubnetPlan {
    remoteMembers = List.copyOf(remoteMembers);
    floodVteps = Collections.unmodifiableSortedSet(new TreeSet<>(floodVteps));
    ports = List.copyOf(ports);
    var macs = new HashSet<String>();
    for (var port : ports) {
      if (!macs.add(port.mac().toString())) {
        throw new IllegalArgumentException(
            "subnet " + uid + ": two ports have the MAC address " + port.mac());
      }
    }
  }
}
