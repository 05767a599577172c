package io.ciao.linux.dnsmasq;

import io.ciao.linux.net.NetNamespace;
import java.nio.file.Path;
import java.util.List;

/// A dnsmasq as it shall be.
///
/// @param namespace where it runs; the link it serves exists there and has its address
/// @param directory its own: configuration, hosts, leases, log and process record
/// @param others who have a name and no lease; where one has the address of a host, the host counts
public record DnsmasqPlan(
    NetNamespace namespace,
    Path directory,
    DnsmasqServer server,
    List<DnsmasqHost> hosts,
    List<DnsmasqName> others) {
  public DnsmasqPlan {
    directory = directory.toAbsolutePath().normalize();
    hosts = List.copyOf(hosts);
    others = List.copyOf(others);
  }

  /// One where all that have a name have a lease.
  public DnsmasqPlan(
      NetNamespace namespace, Path directory, DnsmasqServer server, List<DnsmasqHost> hosts) {
    this(namespace, directory, server, hosts, List.of());
  }
}
