package io.ciao.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// One message of an answer.
public final class NetlinkReply {
  private final int type;
  private final byte[] body;

  /// @param body what follows the header
  NetlinkReply(int type, byte[] body) {
    this.type = type;
    this.body = body;
  }

  /// What it is, for example `RTM_NEWLINK`.
  public int type() {
    return type;
  }

  /// A number of 32 bits of the fixed part.
  public int u32(int at) {
    return ByteBuffer.wrap(body).order(ByteOrder.nativeOrder()).getInt(at);
  }

  /// A number of 16 bits of the fixed part.
  public int u16(int at) {
    return Short.toUnsignedInt(ByteBuffer.wrap(body).order(ByteOrder.nativeOrder()).getShort(at));
  }

  /// A number of 8 bits of the fixed part.
  public int u8(int at) {
    return Byte.toUnsignedInt(body[at]);
  }

  /// The attributes behind a fixed part of so many bytes.
  public Attributes attributes(int fixedBytes) {
    return Attributes.of(body, fixedBytes);
  }
}
