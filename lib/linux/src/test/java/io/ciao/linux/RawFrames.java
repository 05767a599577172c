package io.ciao.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import io.ciao.basis.address.Ipv6Address;
import io.ciao.basis.address.MacAddress;
import io.ciao.linux.kernel.LibC;
import io.ciao.linux.net.InNamespace;
import io.ciao.linux.net.NetNamespace;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Frames as somebody sends them who keeps to no rule but that of the checksums: a packet with a
/// wrong one goes nowhere anyway.
final class RawFrames {
  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW = 3;
  private static final int ADDRESS_BYTES = 20;
  private static final int ETHERNET_BYTES = 14;
  private static final int IPV4_BYTES = 20;
  private static final int IPV6_BYTES = 40;
  private static final int UDP_BYTES = 8;
  private static final int UDP = 17;
  private static final int ICMPV6 = 58;

  static {
    Native.register(RawFrames.class, "c");
  }

  private RawFrames() {}

  private static native int if_nametoindex(String name);

  private static native int sendto(
      int socket, byte[] frame, long length, int flags, byte[] address, int addressLength)
      throws LastErrorException;

  /// Sends a frame so many times by that link.
  static void send(NetNamespace namespace, String link, byte[] frame, int times) {
    InNamespace.call(
        namespace,
        () -> {
          var address = ByteBuffer.allocate(ADDRESS_BYTES).order(ByteOrder.nativeOrder());
          address.putShort(0, (short) AF_PACKET).putInt(4, if_nametoindex(link));
          var socket = LibC.socket(AF_PACKET, SOCK_RAW, 0);
          try {
            for (var i = 0; i < times; i++) {
              sendto(socket, frame, frame.length, 0, address.array(), ADDRESS_BYTES);
            }
          } finally {
            LibC.close(socket);
          }
          return times;
        });
  }

  /// An ICMPv6 message with eight bytes of head and then an address, as neighbour discovery has.
  static byte[] icmp6(Ends ends, int hops, int type, Ipv6Address target) {
    var frame = ipv6(ends, hops, ICMPV6, 24);
    frame.put((byte) type).put(new byte[7]).put(target.bytes());
    return summed6(frame, ICMPV6, ETHERNET_BYTES + IPV6_BYTES + 2);
  }

  static byte[] udp6(Ends ends, int hops, int from, int to) {
    var frame = udp(ipv6(ends, hops, UDP, UDP_BYTES), from, to);
    return summed6(frame, UDP, ETHERNET_BYTES + IPV6_BYTES + 6);
  }

  /// A datagram with the addresses' last four bytes as IPv4 ones.
  static byte[] udp4(Ends ends, int hops, int from, int to) {
    var frame = ethernet(ends, 0x0800, IPV4_BYTES + UDP_BYTES);
    frame.putShort((short) 0x4500).putShort((short) (IPV4_BYTES + UDP_BYTES)).putInt(0);
    frame.put((byte) hops).put((byte) UDP).putShort((short) 0);
    frame.putInt((int) ends.from().low()).putInt((int) ends.to().low());
    frame.putShort(ETHERNET_BYTES + 10, sum(frame, ETHERNET_BYTES, IPV4_BYTES, 0));
    return udp(frame, from, to).array();
  }

  private static ByteBuffer udp(ByteBuffer frame, int from, int to) {
    return frame.putShort((short) from).putShort((short) to).putShort((short) UDP_BYTES);
  }

  /// Over the addresses, the length, the protocol and all that follows the header.
  private static byte[] summed6(ByteBuffer frame, int protocol, int at) {
    var length = frame.capacity() - ETHERNET_BYTES - IPV6_BYTES;
    var addresses = ETHERNET_BYTES + 8;
    var sum = sum(frame, addresses, frame.capacity() - addresses, protocol + length);
    return frame.putShort(at, sum).array();
  }

  /// The checksum of the Internet (RFC 1071) of an even number of bytes.
  private static short sum(ByteBuffer bytes, int from, int length, long more) {
    var sum = more;
    for (var i = from; i < from + length; i += 2) {
      sum += bytes.getShort(i) & 0xffff;
    }
    while (sum > 0xffff) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (short) ~sum;
  }

  private static ByteBuffer ipv6(Ends ends, int hops, int protocol, int length) {
    var frame = ethernet(ends, 0x86dd, IPV6_BYTES + length);
    frame.putInt(0x6000_0000).putShort((short) length).put((byte) protocol).put((byte) hops);
    return frame.put(ends.from().bytes()).put(ends.to().bytes());
  }

  private static ByteBuffer ethernet(Ends ends, int type, int length) {
    var frame = ByteBuffer.allocate(ETHERNET_BYTES + length);
    frame.putShort((short) (ends.toMac().bits() >>> 32)).putInt((int) ends.toMac().bits());
    frame.putShort((short) (ends.fromMac().bits() >>> 32)).putInt((int) ends.fromMac().bits());
    return frame.putShort((short) type);
  }

  /// Who sends to whom.
  record Ends(MacAddress fromMac, Ipv6Address from, MacAddress toMac, Ipv6Address to) {
    Ends from(Ipv6Address other) {
      return new Ends(fromMac, other, toMac, to);
    }
  }
}
