package io.ciao.linux.netlink;

/// Looks into requests.
public final class NetlinkBytes {
  private NetlinkBytes() {}

  /// The attributes behind a fixed part of so many bytes.
  public static Attributes attributes(NetlinkMessage message, int fixedBytes) {
    return Attributes.of(message.bytes(), NetlinkMessage.HEADER_BYTES + fixedBytes);
  }

  /// A byte of the fixed part.
  public static int u8(NetlinkMessage message, int at) {
    return Byte.toUnsignedInt(message.bytes()[NetlinkMessage.HEADER_BYTES + at]);
  }
}
