package io.ciao.linux.announce;

import io.ciao.basis.address.Ipv4Address;
import io.ciao.basis.address.MacAddress;
import java.nio.ByteBuffer;

/// An ARP announcement (RFC 5227 section 3): a question for one's own address, to all. Who has an
/// entry for it takes the new Ethernet address. Pure.
final class GratuitousArp {
  private static final int BYTES = 42;
  private static final short ARP = 0x0806;
  private static final short ETHERNET = 1;
  private static final short IPV4 = 0x0800;
  private static final byte MAC_BYTES = 6;
  private static final byte ADDRESS_BYTES = 4;
  private static final short REQUEST = 1;
  private static final long BROADCAST = 0xffff_ffff_ffffL;

  private GratuitousArp() {}

  /// The Ethernet frame.
  static byte[] frame(MacAddress mac, Ipv4Address address) {
    var frame = ByteBuffer.allocate(BYTES);
    put(frame, BROADCAST);
    put(frame, mac.bits());
    frame.putShort(ARP).putShort(ETHERNET).putShort(IPV4).put(MAC_BYTES).put(ADDRESS_BYTES);
    frame.putShort(REQUEST);
    put(frame, mac.bits());
    frame.put(address.bytes());
    put(frame, 0);
    frame.put(address.bytes());
    return frame.array();
  }

  private static void put(ByteBuffer frame, long mac) {
    frame.putShort((short) (mac >>> 32)).putInt((int) mac);
  }
}
