package io.ciao.linux.dnsmasq;

import io.ciao.basis.address.Ipv4Address;

/// The name of somebody who gets no lease here.
///
/// @param name one DNS label; found without the domain, too
/// @param domain that it is in
public record DnsmasqName(Ipv4Address address, String name, String domain) {
  public DnsmasqName {
    DnsmasqHost.requireLabel(name);
    DnsmasqServer.requireDomain(domain);
  }
}
