package io.ciao.linux.subnet;

import io.ciao.basis.address.IpAddress;
import io.ciao.basis.address.IpPrefix;
import java.util.List;

/// Connections that a group allows: those that fit all of its parts.
///
/// @param ports of the receiver; empty: all. Only TCP and UDP have any
/// @param peers the other side: who opens a connection to the instance, or whom it opens one to;
///   empty: anybody
public record GroupRule(Protocol protocol, List<PortRange> ports, List<Peer> peers) {
  /// @throws IllegalArgumentException if it names ports of what has none
  public GroupRule {
    ports = List.copyOf(ports);
    peers = List.copyOf(peers);
    if (!ports.isEmpty() && protocol != Protocol.TCP && protocol != Protocol.UDP) {
      throw new IllegalArgumentException("a rule for " + protocol + " has no ports: " + ports);
    }
  }

  /// What a connection is made of.
  public enum Protocol {
    ANY,
    TCP,
    UDP,
    /// Of IPv4 and of IPv6.
    ICMP
  }

  /// Consecutive ports, both ends included; one port is both ends.
  public record PortRange(int first, int last) {
    private static final int MAX = 65535;

    /// @throws IllegalArgumentException if one is no port, or they are the wrong way round
    public PortRange {
      if (first < 0 || last > MAX || first > last) {
        throw new IllegalArgumentException(
            "ports go from 0 to 65535, the lower one first: " + first + "-" + last);
      }
    }
  }

  /// The other side of a connection.
  public sealed interface Peer {
    /// All addresses of a block; its address need not be the block's first.
    record Block(IpPrefix prefix) implements Peer {}

    /// Instances that have a group, by their addresses of either version. Where rules of one plan
    /// give different addresses for a group, all of them are meant.
    record Members(String groupUid, List<IpAddress> addresses) implements Peer {
      public Members {
        addresses = List.copyOf(addresses);
      }
    }
  }
}
