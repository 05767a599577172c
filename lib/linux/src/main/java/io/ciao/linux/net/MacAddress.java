package io.ciao.linux.net;

import java.util.Locale;
import java.util.regex.Pattern;

/// An Ethernet address, lower case with colons: `02:00:ac:10:00:0a`.
public record MacAddress(String text) implements Comparable<MacAddress> {
  private static final Pattern FORM = Pattern.compile("([0-9a-f]{2}:){5}[0-9a-f]{2}");

  /// Address of no card: as the address of a forwarding entry it means "everything unknown".
  public static final MacAddress ZERO = new MacAddress("00:00:00:00:00:00");

  public MacAddress {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "MAC address \"" + text + "\" is not six pairs of hexadecimal digits with colons");
    }
  }

  /// Reads the usual form in any case; IllegalArgumentException names what is wrong.
  public static MacAddress parse(String text) {
    return new MacAddress(text.toLowerCase(Locale.ROOT));
  }

  /// The fixed address of a subnet's bridge: with one that the kernel derives from the ports, every
  /// first port would flush all neighbours.
  public static MacAddress ofBridge(long vni) {
    return new MacAddress(
        String.format(
            Locale.ROOT,
            "02:ff:00:%02x:%02x:%02x",
            (vni >> 16) & 0xff,
            (vni >> 8) & 0xff,
            vni & 0xff));
  }

  /// The address of an interface that holds an outside address: derived from it, so that making the
  /// interface again does not leave the neighbours with a dead entry.
  public static MacAddress ofOutside(Ipv4Address address) {
    return of("02:01", address);
  }

  /// The address of that interface's other end, a port of the node's bridge. A bridge without an
  /// address of its own takes the lowest of its ports; this one is higher than any card's, so the
  /// node's address stays what its neighbours know.
  public static MacAddress ofUplinkPort(Ipv4Address address) {
    return of("fe:01", address);
  }

  private static MacAddress of(String prefix, Ipv4Address address) {
    var bits = address.bits();
    return new MacAddress(
        String.format(
            Locale.ROOT,
            "%s:%02x:%02x:%02x:%02x",
            prefix,
            (bits >> 24) & 0xff,
            (bits >> 16) & 0xff,
            (bits >> 8) & 0xff,
            bits & 0xff));
  }

  @Override
  public int compareTo(MacAddress other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
