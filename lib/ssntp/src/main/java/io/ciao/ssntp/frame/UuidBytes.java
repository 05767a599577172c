package io.ciao.ssntp.frame;

import io.ciao.ssntp.gob.GobInput;
import java.util.UUID;

/// UUIDs on the wire: 16 bytes in the order of their text.
final class UuidBytes {

  /// What an absent UUID means.
  static final UUID NIL = new UUID(0, 0);

  private UuidBytes() {}

  /// A byte slice of 16 bytes, or none for the nil UUID.
  static UUID readSlice(GobInput in, String what) {
    var bytes = in.bytes(Schema.UUID_BYTES, what);
    if (bytes.length != Schema.UUID_BYTES) {
      if (bytes.length > 0) {
        in.fail(what + " has " + bytes.length + " bytes; a UUID has 16");
      }
      return NIL;
    }
    var high = 0L;
    var low = 0L;
    for (var i = 0; i < Long.BYTES; i++) {
      high = (high << 8) | (bytes[i] & 0xff);
      low = (low << 8) | (bytes[Long.BYTES + i] & 0xff);
    }
    return new UUID(high, low);
  }

  /// An array of 16 numbers; the nil UUID after a problem, as every number reads as 0 then.
  static UUID readArray(GobInput in, String what) {
    var count = in.count(what);
    if (count != Schema.UUID_BYTES) {
      in.fail(what + " has " + count + " bytes; a UUID has 16");
    }
    var high = 0L;
    var low = 0L;
    for (var i = 0; i < Long.BYTES; i++) {
      high = (high << 8) | in.unsigned(0xff, what);
    }
    for (var i = 0; i < Long.BYTES; i++) {
      low = (low << 8) | in.unsigned(0xff, what);
    }
    return new UUID(high, low);
  }
}
