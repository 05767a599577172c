package io.ciao.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The attributes of a message, or those inside one of them. Of a type that comes twice the last
/// counts, as for the kernel.
public final class Attributes {
  private static final int TYPE_MASK = 0x3fff;
  private static final int HEADER_BYTES = 4;

  private final Map<Integer, byte[]> byType = new HashMap<>();

  private Attributes() {}

  /// Reads them from a position to the end.
  ///
  /// @throws IllegalArgumentException if one reaches beyond the end
  public static Attributes of(byte[] bytes, int from) {
    var found = new Attributes();
    var buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    var at = from;
    while (at + HEADER_BYTES <= bytes.length) {
      var length = Short.toUnsignedInt(buffer.getShort(at));
      var type = Short.toUnsignedInt(buffer.getShort(at + Short.BYTES)) & TYPE_MASK;
      if (length < HEADER_BYTES || at + length > bytes.length) {
        throw new IllegalArgumentException(
            "netlink attribute %d at byte %d of %d has %d bytes"
                .formatted(type, at, bytes.length, length));
      }
      var value = new byte[length - HEADER_BYTES];
      buffer.get(at + HEADER_BYTES, value);
      found.byType.put(type, value);
      at += (length + HEADER_BYTES - 1) / HEADER_BYTES * HEADER_BYTES;
    }
    return found;
  }

  /// Whether there is one.
  public boolean has(int type) {
    return byType.containsKey(type);
  }

  /// Its bytes; null: there is none.
  public byte @Nullable [] bytes(int type) {
    return byType.get(type);
  }

  /// A number of up to 32 bits in this machine's order; 0 if there is none.
  public int number(int type) {
    var value = byType.getOrDefault(type, new byte[0]);
    var buffer = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
    return switch (value.length) {
      case Byte.BYTES -> Byte.toUnsignedInt(buffer.get());
      case Short.BYTES -> Short.toUnsignedInt(buffer.getShort());
      case Integer.BYTES -> buffer.getInt();
      default -> 0;
    };
  }

  /// A number of 16 bits in the network's order; 0 if there is none.
  public int be16(int type) {
    var value = byType.getOrDefault(type, new byte[0]);
    return value.length == Short.BYTES ? Short.toUnsignedInt(ByteBuffer.wrap(value).getShort()) : 0;
  }

  /// A number of 32 bits in the network's order; 0 if there is none.
  public int be32(int type) {
    var value = byType.getOrDefault(type, new byte[0]);
    return value.length == Integer.BYTES ? ByteBuffer.wrap(value).getInt() : 0;
  }

  /// A text without the zero byte at its end; empty if there is none.
  public String text(int type) {
    var value = byType.getOrDefault(type, new byte[0]);
    var length = value.length;
    while (length > 0 && value[length - 1] == 0) {
      length--;
    }
    return new String(value, 0, length, StandardCharsets.UTF_8);
  }

  /// What is inside it; empty if there is none.
  public Attributes inside(int type) {
    return of(byType.getOrDefault(type, new byte[0]), 0);
  }
}
