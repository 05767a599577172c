package io.ciao.linux.subnet;

import io.ciao.linux.link.TunnelEnd;
import io.ciao.linux.net.NetNamespace.Named;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One tenant subnet on one node as it shall be.
///
/// @param uid of the subnet, for the ownership mark
/// @param gateway the concentrator: address, MAC and the tunnel's end of who serves it now
/// @param beside the concentrator's namespace if it is on this node, else null
/// @param remoteMembers instances elsewhere, each with its node's end or, in a hub, with the
///   concentrator's; those with this node's own are ignored
/// @param floodEnds who gets broadcasts: the concentrator and, in a mesh, every other node with
///   members
/// @param ports instances here
/// @param groups by uid; those that ports have, others do no harm
/// @param tolerant true for a while after the namespace was made anew under instances that run:
///   their connections are not known any more, and end if they are not let pass all the same
public record SubnetPlan(
    String uid,
    SubnetPlace place,
    SubnetTunnel tunnel,
    SubnetMember gateway,
    @Nullable Named beside,
    List<SubnetMember> remoteMembers,
    SortedSet<TunnelEnd> floodEnds,
    List<SubnetPort> ports,
    SortedMap<String, GroupRules> groups,
    boolean tolerant) {
  /// @throws IllegalArgumentException if two ports have one MAC address, or a group another uid
  ///   than it is filed under
  public SubnetPlan {
    remoteMembers = List.copyOf(remoteMembers);
    floodEnds = Collections.unmodifiableSortedSet(new TreeSet<>(floodEnds));
    ports = List.copyOf(ports);
    groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
    var macs = new HashSet<String>();
    for (var port : ports) {
      if (!macs.add(port.mac().toString())) {
        throw new IllegalArgumentException(
            "subnet " + uid + ": two ports have the MAC address " + port.mac());
      }
    }
    groups.forEach(
        (key, group) -> {
          if (!key.equals(group.uid())) {
            throw new IllegalArgumentException(
                "subnet " + uid + ": the group " + group.uid() + " is filed under " + key);
          }
        });
  }

  /// One whose ports have no groups.
  public SubnetPlan(
      String uid,
      SubnetPlace place,
      SubnetTunnel tunnel,
      SubnetMember gateway,
      @Nullable Named beside,
      List<SubnetMember> remoteMembers,
      SortedSet<TunnelEnd> floodEnds,
      List<SubnetPort> ports) {
    this(
        uid,
        place,
        tunnel,
        gateway,
        beside,
        remoteMembers,
        floodEnds,
        ports,
        Collections.emptySortedMap(),
        false);
  }
}
