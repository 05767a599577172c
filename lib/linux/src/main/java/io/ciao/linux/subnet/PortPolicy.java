package io.ciao.linux.subnet;

import io.ciao.basis.address.IpPrefix;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.basis.address.Ipv6Prefix;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Which connections a port accepts and may open. Answers to what was allowed pass in any case, and
/// so does what every port needs: ARP, neighbour discovery, DHCP.
public sealed interface PortPolicy {
  /// Lets everything pass.
  PortPolicy OPEN = new Ungrouped(List.of(Ipv4Prefix.parse("0.0.0.0/0"), Ipv6Prefix.parse("::/0")));

  /// Of an instance without a group: it may open every connection, and accepts those of its own
  /// network; of others only TCP to port 22.
  ///
  /// @param own the network's addresses, of all its subnets; link-local ones are meant in any case
  record Ungrouped(List<IpPrefix> own) implements PortPolicy {
    public Ungrouped {
      own = List.copyOf(own);
    }
  }

  /// Of an instance that has a group which is not known yet: it neither accepts nor may open any.
  record Closed() implements PortPolicy {}

  /// Of an instance with groups: what one of them allows.
  ///
  /// @param groups their uids; one that the plan does not know allows nothing
  record Grouped(SortedSet<String> groups) implements PortPolicy {
    public Grouped {
      groups = Collections.unmodifiableSortedSet(new TreeSet<>(groups));
    }
  }
}
