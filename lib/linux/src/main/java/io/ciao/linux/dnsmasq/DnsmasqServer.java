package io.ciao.linux.dnsmasq;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv4Prefix;
import io.ciao.basis.address.Ipv6Prefix;
import io.ciao.linux.net.LinkNames;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a dnsmasq tells everybody.
///
/// @param link the interface that it serves
/// @param gateway its own address with the subnet's prefix length; clients get it as router and
///   name server
/// @param gateway6 the same for IPv6, on a link that has a link-local address as well; null for
///   none
/// @param mtu that clients set
/// @param domain of all names, also the clients' search list
/// @param upstream name servers for all other names; empty: other names do not exist
public record DnsmasqServer(
    String link,
    Ipv4Prefix gateway,
    @Nullable Ipv6Prefix gateway6,
    int mtu,
    String domain,
    List<Ipv4Address> upstream) {
  private static final Pattern DOMAIN =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  public DnsmasqServer {
    LinkNames.require(link);
    upstream = List.copyOf(upstream);
    requireDomain(domain);
  }

  static void requireDomain(String domain) {
    if (!DOMAIN.matcher(domain).matches()) {
      throw new IllegalArgumentException("\"" + domain + "\" is not a domain name");
    }
  }
}
