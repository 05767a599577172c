package io.ciao.ssntp.gob;

import org.jspecify.annotations.Nullable;

/// Reads gob primitives from one complete message.
///
/// Peer data never throws: the first problem is kept, the rest of the message counts as read, and
/// every further read answers 0 or nothing. Whoever loops asks {@link #failed()}. Confined to one
/// thread.
public final class GobInput {

  /// A number of more than one byte starts with a byte above this one.
  private static final int LARGEST_ONE_BYTE = 0x7f;

  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private int position;
  private int end;
  private @Nullable String problem;
  private int problemPosition;

  /// Reads bytes `from` (inclusive) to `to` (exclusive) of an array that does not change meanwhile.
  public void reset(byte[] array, int from, int to) {
    bytes = array;
    position = from;
    end = to;
    problem = null;
    problemPosition = from;
  }

  /// Notes a problem at the present position; only the first one counts.
  public void fail(String what) {
    if (problem == null) {
      problem = what;
      problemPosition = position;
      position = end;
    }
  }

  /// Whether something was wrong so far.
  public boolean failed() {
    return problem != null;
  }

  /// The first problem; null: none so far.
  public @Nullable String problem() {
    return problem;
  }

  /// Index into the array at which the first problem was noticed.
  public int problemPosition() {
    return problemPosition;
  }

  /// Bytes of the message that were not read yet.
  public int remaining() {
    return end - position;
  }

  /// An unsigned number of up to 64 bits; 0 after a problem.
  public long unsigned() {
    if (position >= end) {
      fail("the message ends where a number was expected");
      return 0;
    }
    var first = bytes[position] & 0xff;
    if (first <= LARGEST_ONE_BYTE) {
      position++;
      return first;
    }
    var count = 0x100 - first;
    if (count > Long.BYTES) {
      fail("a number of " + count + " bytes; at most 8 are allowed");
      return 0;
    }
    if (end - position - 1 < count) {
      fail("the message ends inside a number of " + count + " bytes");
      return 0;
    }
    position++;
    var value = 0L;
    for (var i = 0; i < count; i++) {
      value = (value << 8) | (bytes[position++] & 0xff);
    }
    return value;
  }

  /// A signed number: the lowest bit says whether the rest is complemented.
  public long signed() {
    var raw = unsigned();
    return (raw & 1) == 0 ? raw >>> 1 : ~(raw >>> 1);
  }

  /// An unsigned number that may not exceed `max`.
  public int unsigned(int max, String what) {
    var value = unsigned();
    if (Long.compareUnsigned(value, max) > 0) {
      fail(what + " is " + Long.toUnsignedString(value) + "; at most " + max + " is allowed");
      return 0;
    }
    return (int) value;
  }

  /// A count of things of which each takes at least one byte, so that it can never exceed the rest
  /// of the message: checked before anybody allocates.
  public int count(String what) {
    var value = unsigned();
    if (Long.compareUnsigned(value, remaining()) > 0) {
      fail(
          what
              + " announces "
              + Long.toUnsignedString(value)
              + " but the message has "
              + remaining()
              + " bytes left");
      return 0;
    }
    return (int) value;
  }

  /// A byte string: a copy of its own; empty after a problem.
  public byte[] bytes(int max, String what) {
    var length = count(what);
    if (length > max) {
      fail(what + " has " + length + " bytes; at most " + max + " are allowed");
      return NOTHING;
    }
    if (length == 0) {
      return NOTHING;
    }
    var copy = new byte[length];
    System.arraycopy(bytes, position, copy, 0, length);
    position += length;
    return copy;
  }

  /// Passes over as many bytes, which {@link #count} has found to be there.
  void skip(int length) {
    position += Math.min(length, remaining());
  }

  /// Passes over a byte string.
  public void skipBytes(String what) {
    var length = count(what);
    position += length;
  }
}
