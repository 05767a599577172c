package io.ciao.linux.dnsmasq;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.MacAddress;
import java.util.regex.Pattern;

/// A fixed lease with a name.
///
/// @param name one DNS label
public record DnsmasqHost(MacAddress mac, Ipv4Address address, String name) {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  public DnsmasqHost {
    if (!LABEL.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "host name \"" + name + "\" is not a DNS label in lower case");
    }
  }
}
