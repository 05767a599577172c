package io.ciao.linux.dnsmasq;

import io.ciao.linux.net.NetNamespace;
import java.nio.file.Path;
import java.util.List;

/// A dnsmasq as it shall be.
///
/// @param namespace where it runs; the link it serves exists there and has its address
/// @param directory its own: configuration, hosts, leases, log and process record
public record DnsmasqPlan(
    NetNamespace namespace, Path directory, DnsmasqServer server, List<DnsmasqHost> hosts) {
  public DnsmasqPlan {
    directory = directory.toAbsolutePath().normalize();
    hosts = List.copyOf(hosts);
  }
}
