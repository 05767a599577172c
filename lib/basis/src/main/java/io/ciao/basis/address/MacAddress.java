package io.ciao.basis.address;

import java.util.HexFormat;
import java.util.regex.Pattern;

/// An Ethernet address, and which of them mean what here. All of ours are locally administered, so
/// that no manufacturer's collides:
///
/// | address | of |
/// |---|---|
/// | `02:00:a:b:c:d` | an instance's interface with the IPv4 address a.b.c.d |
/// | `02:00:5e:00:00:01` | every subnet's gateway |
/// | `02:01:a:b:c:d` | the interface that holds the outside address a.b.c.d |
/// | `02:fd:00:v:v:v` | a concentrator's interface towards its tenant's others; the VNI is its subnet's |
/// | `02:ff:00:v:v:v` | the bridge of the subnet with that VNI |
/// | `fe:01:a:b:c:d` | the other end of the interface that holds the outside address |
///
/// 94.0.0.1 as an instance's would be the gateway's; it is the gateway of a subnet that begins
/// there.
///
/// @param bits the six bytes, the first one highest; 0 to 2^48 − 1
public record MacAddress(long bits) implements Comparable<MacAddress> {
  private static final Pattern SYNTAX = Pattern.compile("[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}");
  private static final long END = 1L << 48;
  private static final int BYTES = 6;
  private static final long INSTANCE = 0x0200L << 32;
  private static final long OUTSIDE = 0x0201L << 32;
  private static final long TRANSIT = 0x02fd00L << 24;
  private static final long BRIDGE = 0x02ff00L << 24;
  private static final long UPLINK_PORT = 0xfe01L << 32;
  private static final long VNI_END = 1L << 24;

  /// Address of no card: as the address of a forwarding entry it means "everything unknown".
  public static final MacAddress ZERO = new MacAddress(0);

  /// The gateway of every subnet: with the same everywhere, a concentrator that takes over needs no
  /// instance to learn a new one.
  public static final MacAddress GATEWAY = new MacAddress(INSTANCE | 0x5e_00_00_01L);

  public MacAddress {
    if (bits < 0 || bits >= END) {
      throw new IllegalArgumentException("an Ethernet address has 48 bits: " + bits);
    }
  }

  /// Reads `02:00:0a:00:00:05`, either case.
  ///
  /// @throws AddressFormatException if it is none
  public static MacAddress parse(String text) {
    if (!SYNTAX.matcher(text).matches()) {
      throw new AddressFormatException(
          "\"%s\" is no Ethernet address; write six bytes like 02:00:0a:00:00:05".formatted(text));
    }
    return new MacAddress(HexFormat.fromHexDigitsToLong(text.replace(":", "")));
  }

  /// The address of an instance's interface with this IPv4 address.
  public static MacAddress ofInstance(Ipv4Address address) {
    return new MacAddress(INSTANCE | address.value());
  }

  /// The fixed address of a subnet's bridge: with one that the kernel derives from the ports, every
  /// first port would flush all neighbours.
  ///
  /// @param vni below 2^24
  public static MacAddress ofBridge(long vni) {
    return new MacAddress(BRIDGE | requireVni(vni));
  }

  /// The address of a concentrator's interface towards the tenant's other concentrators.
  ///
  /// @param vni of its subnet
  public static MacAddress ofTransit(long vni) {
    return new MacAddress(TRANSIT | requireVni(vni));
  }

  private static long requireVni(long vni) {
    if (vni < 0 || vni >= VNI_END) {
      throw new IllegalArgumentException("a VNI has 24 bits: " + vni);
    }
    return vni;
  }

  /// The address of an interface that holds an outside address: derived from it, so that making the
  /// interface again does not leave the neighbours with a dead entry.
  public static MacAddress ofOutside(Ipv4Address address) {
    return new MacAddress(OUTSIDE | address.value());
  }

  /// The address of that interface's other end, a port of the node's bridge. A bridge without an
  /// address of its own takes the lowest of its ports; this one is higher than any card's, so the
  /// node's address stays what its neighbours know.
  public static MacAddress ofUplinkPort(Ipv4Address address) {
    return new MacAddress(UPLINK_PORT | address.value());
  }

  /// The link-local address that an interface with this one gives itself unless told otherwise (RFC
  /// 4291, modified EUI-64).
  public Ipv6Address linkLocal() {
    var vendor = (bits >>> 24) ^ 0x02_00_00L;
    return new Ipv6Address(0xfe80L << 48, vendor << 40 | 0xff_feL << 24 | (bits & 0xff_ff_ffL));
  }

  @Override
  public int compareTo(MacAddress other) {
    return Long.compare(bits, other.bits);
  }

  @Override
  public String toString() {
    var text = new StringBuilder(3 * BYTES - 1);
    for (int shift = 8 * (BYTES - 1); shift >= 0; shift -= 8) {
      HexFormat.of().toHexDigits(text, (byte) (bits >> shift));
      text.append(shift == 0 ? "" : ":");
    }
    return text.toString();
  }
}
