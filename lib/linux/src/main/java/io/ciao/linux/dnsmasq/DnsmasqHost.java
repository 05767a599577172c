package io.ciao.linux.dnsmasq;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.Ipv6Address;
import io.ciao.basis.address.MacAddress;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A fixed lease with a name.
///
/// @param name one DNS label
/// @param six its lease of IPv6; null for none
public record DnsmasqHost(MacAddress mac, Ipv4Address address, String name, @Nullable Six six) {
  private static final Pattern LIFE = Pattern.compile("[-A-Za-z0-9@.]+");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  /// A fixed lease of IPv6. Other than one of IPv4 it belongs to whoever had it first, who is known
  /// by an identifier that a new system makes anew: it would be refused to the next.
  ///
  /// @param life one word that tells the host from the one that had the address before it
  public record Six(Ipv6Address address, String life) {
    public Six {
      if (!LIFE.matcher(life).matches()) {
        throw new IllegalArgumentException("\"" + life + "\" is not one word");
      }
    }
  }

  /// One without IPv6.
  public DnsmasqHost(MacAddress mac, Ipv4Address address, String name) {
    this(mac, address, name, null);
  }

  public DnsmasqHost {
    requireLabel(name);
  }

  static void requireLabel(String name) {
    if (!LABEL.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "host name \"" + name + "\" is not a DNS label in lower case");
    }
  }
}
