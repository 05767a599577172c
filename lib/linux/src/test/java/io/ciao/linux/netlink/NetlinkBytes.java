package io.ciao.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Looks into requests.
public final class NetlinkBytes {
  private NetlinkBytes() {}

  /// The attributes behind a fixed part of so many bytes.
  public static Attributes attributes(NetlinkMessage message, int fixedBytes) {
    return Attributes.of(message.bytes(), NetlinkMessage.HEADER_BYTES + fixedBytes);
  }

  /// What is asked for.
  public static int type(NetlinkMessage message) {
    return u16(message, NetlinkMessage.TYPE_AT);
  }

  /// Its flags, those of every request too.
  public static int flags(NetlinkMessage message) {
    return u16(message, NetlinkMessage.FLAGS_AT);
  }

  private static int u16(NetlinkMessage message, int at) {
    return Short.toUnsignedInt(
        ByteBuffer.wrap(message.bytes()).order(ByteOrder.nativeOrder()).getShort(at));
  }

  /// A byte of the fixed part.
  public static int u8(NetlinkMessage message, int at) {
    return Byte.toUnsignedInt(message.bytes()[NetlinkMessage.HEADER_BYTES + at]);
  }
}
