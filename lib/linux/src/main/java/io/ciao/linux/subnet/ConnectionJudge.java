package io.ciao.linux.subnet;

import io.ciao.basis.address.IpAddress;
import io.ciao.linux.conntrack.Connection;
import io.ciao.linux.conntrack.ConnectionChange.Deed;
import io.ciao.linux.conntrack.Flow;
import io.ciao.linux.subnet.GroupRule.Peer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Says which connections the ports' rules would not allow any more: packet rules judge first
/// packets only. Pure.
///
/// A connection is judged by what the sender may open and by what the receiver accepts, as far as
/// they are here.
final class ConnectionJudge {
  private final Permissions permissions;
  private final Map<IpAddress, Permissions.Port> ports = new HashMap<>();

  ConnectionJudge(Permissions permissions) {
    this.permissions = permissions;
    for (var port : permissions.ports()) {
      port.addresses().forEach(address -> ports.put(address, port));
    }
  }

  /// What must be done to it; empty if it is as it should be.
  Optional<Deed> judge(Connection connection) {
    var allowed = allows(connection);
    if (isTold(connection.flow())) {
      return allowed ? Optional.empty() : Optional.of(Deed.END);
    }
    if (allowed == connection.silenced()) {
      return Optional.of(allowed ? Deed.RELEASE : Deed.SILENCE);
    }
    return Optional.empty();
  }

  /// Whether a first packet is told from others.
  private static boolean isTold(Flow flow) {
    return flow.protocol() == Flow.TCP
        || flow.protocol() == Flow.ICMP
        || flow.protocol() == Flow.ICMP6;
  }

  private boolean allows(Connection connection) {
    return allows(connection.flow())
        || (connection.pickedUp() && allows(connection.flow().reversed()));
  }

  /// Whether the rules let its first packet pass.
  boolean allows(Flow flow) {
    var sender = ports.get(flow.source());
    var receiver = ports.get(flow.destination());
    return (sender == null || allows(Direction.EGRESS, sender, flow, flow.destination()))
        && (receiver == null || allows(Direction.INGRESS, receiver, flow, flow.source()));
  }

  private boolean allows(Direction direction, Permissions.Port port, Flow flow, IpAddress other) {
    if (PortNeeds.fit(direction, permissions.gateway(), flow)) {
      return true;
    }
    for (var uid : port.groups()) {
      var group = permissions.groups().get(uid);
      if (group != null && direction.rules(group).stream().anyMatch(r -> fits(r, flow, other))) {
        return true;
      }
    }
    return false;
  }

  private boolean fits(GroupRule rule, Flow flow, IpAddress other) {
    return fitsProtocol(rule, flow) && fitsPorts(rule, flow) && fitsPeers(rule, other);
  }

  private static boolean fitsProtocol(GroupRule rule, Flow flow) {
    return switch (rule.protocol()) {
      case ANY -> true;
      case TCP -> flow.protocol() == Flow.TCP;
      case UDP -> flow.protocol() == Flow.UDP;
      case ICMP -> flow.protocol() == Flow.ICMP || flow.protocol() == Flow.ICMP6;
    };
  }

  private static boolean fitsPorts(GroupRule rule, Flow flow) {
    var port = flow.destinationPort();
    return rule.ports().isEmpty()
        || rule.ports().stream().anyMatch(range -> range.first() <= port && port <= range.last());
  }

  private boolean fitsPeers(GroupRule rule, IpAddress other) {
    return rule.peers().isEmpty() || rule.peers().stream().anyMatch(peer -> fits(peer, other));
  }

  private boolean fits(Peer peer, IpAddress other) {
    return switch (peer) {
      case Peer.Block(var prefix) -> Blocks.contains(prefix, other);
      case Peer.Members(var uid, _) ->
          permissions.members().getOrDefault(uid, Set.of()).contains(other);
    };
  }
}
