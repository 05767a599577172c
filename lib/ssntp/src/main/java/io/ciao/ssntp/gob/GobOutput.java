package io.ciao.ssntp.gob;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// A growing buffer of gob messages. Confined to one thread, or guarded by its owner's lock.
public final class GobOutput {

  private static final int FIRST_CAPACITY_BYTES = 256;

  /// The longest length prefix: one byte that says how many follow, and eight.
  private static final int PREFIX_MAX_BYTES = 9;

  private byte[] bytes = new byte[FIRST_CAPACITY_BYTES];
  private int size;

  /// Bytes written and not yet cleared.
  public int size() {
    return size;
  }

  /// Forgets what was written; keeps the memory unless that is over `keepBytes`.
  public void clear(int keepBytes) {
    size = 0;
    if (bytes.length > keepBytes) {
      bytes = new byte[FIRST_CAPACITY_BYTES];
    }
  }

  /// A copy of what was written.
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /// What was written, without a copy: valid until the next call here.
  public ByteBuffer view() {
    return ByteBuffer.wrap(bytes, 0, size);
  }

  /// Writes everything to a stream in one call.
  public void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, size);
  }

  /// An unsigned number: one byte up to 127, else the negated count of bytes and those, big-endian.
  public void unsigned(long value) {
    ensure(PREFIX_MAX_BYTES);
    size = putUnsigned(size, value);
  }

  /// A signed number, complemented if negative, its sign in the lowest bit.
  public void signed(long value) {
    unsigned(value < 0 ? (~value << 1) | 1 : value << 1);
  }

  /// A byte string: length, then the bytes.
  public void bytes(byte[] value) {
    unsigned(value.length);
    raw(value);
  }

  /// One byte as it is.
  public void octet(int value) {
    ensure(1);
    bytes[size++] = (byte) value;
  }

  /// Bytes as they are, without a length.
  public void raw(byte[] value) {
    ensure(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  /// Starts a message.
  ///
  /// @param expectedBytes a guess at its size; a good one saves moving it at the end
  /// @return what {@link #endMessage} needs to know
  public Mark beginMessage(int expectedBytes) {
    var mark = new Mark(size, prefixBytes(expectedBytes));
    ensure(mark.prefix());
    size += mark.prefix();
    return mark;
  }

  /// Ends the message: puts its length in front.
  public void endMessage(Mark mark) {
    var bodyStart = mark.start() + mark.prefix();
    var body = size - bodyStart;
    var prefix = prefixBytes(body);
    if (prefix != mark.prefix()) {
      ensure(PREFIX_MAX_BYTES);
      System.arraycopy(bytes, bodyStart, bytes, mark.start() + prefix, body);
    }
    putUnsigned(mark.start(), body);
    size = mark.start() + prefix + body;
  }

  /// Where a message started and how many bytes were kept free for its length.
  public record Mark(int start, int prefix) {}

  private static int prefixBytes(int length) {
    return length <= 0x7f ? 1 : 1 + significantBytes(length);
  }

  private static int significantBytes(long value) {
    return (Long.SIZE - Long.numberOfLeadingZeros(value) + 7) / 8;
  }

  private int putUnsigned(int at, long value) {
    if (Long.compareUnsigned(value, 0x7f) <= 0) {
      bytes[at] = (byte) value;
      return at + 1;
    }
    var count = significantBytes(value);
    bytes[at] = (byte) -count;
    for (var i = count; i > 0; i--) {
      bytes[at + i] = (byte) (value >>> (8 * (count - i)));
    }
    return at + 1 + count;
  }

  private void ensure(int more) {
    var needed = Math.addExact(size, more);
    if (needed > bytes.length) {
      var doubled = (int) Math.min(Integer.MAX_VALUE - 8L, 2L * bytes.length);
      bytes = Arrays.copyOf(bytes, Math.max(needed, doubled));
    }
  }
}
