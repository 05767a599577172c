package io.ciao.api.schema;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Writes the fields of one protobuf message. Empty texts, zeros and false are left out, as proto3
/// does. Confined to one thread.
final class ProtobufWriter {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  ProtobufWriter text(int field, String value) {
    return value.isEmpty() ? this : bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtobufWriter flag(int field, boolean value) {
    return number(field, value ? 1 : 0);
  }

  ProtobufWriter number(int field, long value) {
    if (value != 0) {
      tag(field, VARINT);
      varint(value);
    }
    return this;
  }

  ProtobufWriter real(int field, double value) {
    if (value != 0) {
      tag(field, FIXED64);
      long bits = Double.doubleToRawLongBits(value);
      for (int i = 0; i < Long.BYTES; i++) {
        out.write((int) (bits >>> (8 * i)));
      }
    }
    return this;
  }

  /// A message inside this one, also an empty one.
  ProtobufWriter message(int field, ProtobufWriter value) {
    return bytes(field, value.out.toByteArray());
  }

  private ProtobufWriter bytes(int field, byte[] value) {
    tag(field, BYTES);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  private void tag(int field, int type) {
    varint(((long) field << 3) | type);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  byte[] toBytes() {
    return out.toByteArray();
  }
}
