package io.ciao.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// One request: header, the family's fixed part, attributes. Numbers are in this machine's order
/// unless said otherwise (`netlink(7)`).
public final class NetlinkMessage {
  static final int HEADER_BYTES = 16;
  static final int TYPE_AT = 4;
  static final int FLAGS_AT = 6;
  static final int SEQUENCE_AT = 8;

  /// Is answered by an error or by success.
  static final int REQUEST_AND_ACK = 1 | 4;

  /// Nothing of that name may exist (`NLM_F_CREATE | NLM_F_EXCL`).
  public static final int CREATE = 0x400 | 0x200;

  /// What is there is replaced (`NLM_F_CREATE | NLM_F_REPLACE`).
  public static final int REPLACE = 0x400 | 0x100;

  /// Put beside what is there (`NLM_F_CREATE | NLM_F_APPEND`).
  public static final int APPEND = 0x400 | 0x800;

  /// All there are (`NLM_F_DUMP`).
  public static final int DUMP = 0x300;

  private static final int NESTED = 0x8000;
  private static final int ATTRIBUTE_HEADER_BYTES = 4;
  private static final int ALIGNMENT = 4;
  private static final int BYTES_MAX = 4096;

  private final String purpose;
  private final byte[] bytes;

  private NetlinkMessage(String purpose, byte[] bytes) {
    this.purpose = purpose;
    this.bytes = bytes;
  }

  /// For errors: "set the MTU of p-1".
  public String purpose() {
    return purpose;
  }

  /// The whole message, not a copy; its sequence number is set when it is sent.
  byte[] bytes() {
    return bytes;
  }

  /// Fills a message.
  public static final class Builder {
    private final String purpose;
    private final ByteBuffer buffer = ByteBuffer.allocate(BYTES_MAX).order(ByteOrder.nativeOrder());

    private Builder(String purpose, int type, int flags) {
      this.purpose = purpose;
      buffer.putInt(0).putShort((short) type).putShort((short) (REQUEST_AND_ACK | flags));
      buffer.putInt(0).putInt(0);
    }

    /// Eight bits.
    public Builder u8(int value) {
      buffer.put((byte) value);
      return this;
    }

    /// Sixteen bits.
    public Builder u16(int value) {
      buffer.putShort((short) value);
      return this;
    }

    /// Thirty-two bits.
    public Builder u32(int value) {
      buffer.putInt(value);
      return this;
    }

    /// An attribute of bytes.
    public Builder attribute(int type, byte[] value) {
      buffer.putShort((short) (ATTRIBUTE_HEADER_BYTES + value.length)).putShort((short) type);
      buffer.put(value);
      return align();
    }

    /// An attribute of eight bits.
    public Builder attributeU8(int type, int value) {
      return attribute(type, new byte[] {(byte) value});
    }

    /// An attribute of thirty-two bits.
    public Builder attributeU32(int type, int value) {
      buffer.putShort((short) (ATTRIBUTE_HEADER_BYTES + Integer.BYTES)).putShort((short) type);
      return u32(value);
    }

    /// An attribute of sixteen bits in the network's order.
    public Builder attributeBe16(int type, int value) {
      return attribute(type, new byte[] {(byte) (value >> Byte.SIZE), (byte) value});
    }

    /// An attribute of thirty-two bits in the network's order.
    public Builder attributeBe32(int type, int value) {
      return attribute(type, ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }

    /// A text that ends with a zero byte.
    public Builder attribute(int type, String value) {
      var text = value.getBytes(StandardCharsets.US_ASCII);
      buffer.putShort((short) (ATTRIBUTE_HEADER_BYTES + text.length + 1)).putShort((short) type);
      buffer.put(text).put((byte) 0);
      return align();
    }

    /// An attribute that holds others, or a fixed part and others.
    public Builder nested(int type, Consumer<Builder> inside) {
      var start = buffer.position();
      buffer.putShort((short) 0).putShort((short) (NESTED | type));
      inside.accept(this);
      buffer.putShort(start, (short) (buffer.position() - start));
      return align();
    }

    private Builder align() {
      while (buffer.position() % ALIGNMENT != 0) {
        buffer.put((byte) 0);
      }
      return this;
    }

    /// The message.
    public NetlinkMessage build() {
      buffer.putInt(0, buffer.position());
      var bytes = new byte[buffer.position()];
      buffer.flip().get(bytes);
      return new NetlinkMessage(purpose, bytes);
    }
  }

  /// A message of that type.
  ///
  /// @param flags beside those of every request
  public static Builder of(String purpose, int type, int flags) {
    return new Builder(purpose, type, flags);
  }
}
