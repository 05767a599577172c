package io.ciao.apiserver.protobuf;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads the fields of one protobuf message in their order. Confined to one thread.
final class WireReader {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;

  private static final int TYPE_BITS = 3;
  private static final int VARINT_BYTES_MAX = 10;

  private final byte[] bytes;
  private final int end;
  private int at;
  private int type;

  WireReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private WireReader(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  boolean more() {
    return at < end;
  }

  /// The number of the next field; its wire type is in [#type] then.
  int field() throws MalformedProtobufException {
    long tag = varint();
    long number = tag >>> TYPE_BITS;
    if (number < 1 || number > (1 << 29) - 1) {
      throw malformed("a field has the number " + number);
    }
    type = (int) (tag & 7);
    return (int) number;
  }

  int type() {
    return type;
  }

  /// Leaves out the value of the present field.
  void skip() throws MalformedProtobufException {
    switch (type) {
      case VARINT -> varint();
      case FIXED64 -> advance(Long.BYTES);
      case BYTES -> advance(length());
      case FIXED32 -> advance(Integer.BYTES);
      default -> throw malformed("the wire type " + type + " is not known");
    }
  }

  /// The value of a number, enumeration or boolean.
  long number() throws MalformedProtobufException {
    require(VARINT);
    return varint();
  }

  byte[] bytes() throws MalformedProtobufException {
    require(BYTES);
    int length = length();
    byte[] value = new byte[length];
    System.arraycopy(bytes, at, value, 0, length);
    at += length;
    return value;
  }

  String text() throws MalformedProtobufException {
    require(BYTES);
    int length = length();
    ByteBuffer part = ByteBuffer.wrap(bytes, at, length);
    at += length;
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(part).toString();
    } catch (CharacterCodingException e) {
      throw malformed("a text is not UTF-8");
    }
  }

  /// A reader of the message inside the present field.
  WireReader message() throws MalformedProtobufException {
    require(BYTES);
    int length = length();
    WireReader inner = new WireReader(bytes, at, at + length);
    at += length;
    return inner;
  }

  private void require(int wanted) throws MalformedProtobufException {
    if (type != wanted) {
      throw malformed("a field has the wire type " + type + ", not " + wanted);
    }
  }

  private int length() throws MalformedProtobufException {
    long length = varint();
    if (length < 0 || length > end - at) {
      throw malformed("a field of " + length + " bytes ends after its message");
    }
    return (int) length;
  }

  private void advance(int count) throws MalformedProtobufException {
    if (count > end - at) {
      throw malformed("a field ends after its message");
    }
    at += count;
  }

  private long varint() throws MalformedProtobufException {
    long value = 0;
    for (int i = 0; i < VARINT_BYTES_MAX; i++) {
      if (at >= end) {
        throw malformed("a number ends after its message");
      }
      byte next = bytes[at++];
      value |= (long) (next & 0x7f) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw malformed("a number has more than " + VARINT_BYTES_MAX + " bytes");
  }

  private MalformedProtobufException malformed(String what) {
    return new MalformedProtobufException(what + " (byte " + at + ")");
  }
}
