package io.ciao.ssntp.gob;

import java.time.Instant;

/// A time as Go writes it, with the zone offset it was read with, so that a forwarded time keeps
/// its bytes.
///
/// Layout, big-endian: 1 byte version; 8 bytes seconds since 0001-01-01T00:00Z, signed; 4 bytes
/// nanoseconds; 2 bytes zone offset in minutes, −1 for UTC; with version 2 one more byte, the
/// seconds of the offset. Go's zero time is instant `ZERO_SECONDS` in UTC.
///
/// @param instant the moment
/// @param offsetSeconds the zone's offset from UTC in seconds; {@link #UTC} for UTC itself
public record GobTime(Instant instant, int offsetSeconds) {

  /// Marks UTC, which the wire tells apart from a zone that happens to have offset 0.
  public static final int UTC = Integer.MIN_VALUE;

  /// Seconds from 0001-01-01 to 1970-01-01.
  private static final long UNIX_EPOCH_SECONDS = 62_135_596_800L;

  private static final int VERSION_1 = 1;
  private static final int VERSION_2 = 2;
  private static final int VERSION_1_BYTES = 15;
  private static final int VERSION_2_BYTES = 16;
  private static final int UTC_MINUTES = -1;
  private static final int SECONDS_OFFSET = 1;
  private static final int NANOS_OFFSET = 9;
  private static final int ZONE_OFFSET = 13;
  private static final int ZONE_SECONDS_OFFSET = 15;
  private static final int NANOS_MAX = 999_999_999;

  /// A moment in UTC.
  public static GobTime utc(Instant instant) {
    return new GobTime(instant, UTC);
  }

  /// Go's zero time: what an omitted field means.
  public boolean isZero() {
    return instant.getEpochSecond() == -UNIX_EPOCH_SECONDS && instant.getNano() == 0;
  }

  /// Appends the time behind its length.
  public void write(GobOutput out) {
    var minutes = offsetSeconds == UTC ? UTC_MINUTES : offsetSeconds / 60;
    var extra = offsetSeconds == UTC ? 0 : offsetSeconds % 60;
    var bytes = new byte[extra == 0 ? VERSION_1_BYTES : VERSION_2_BYTES];
    bytes[0] = (byte) (extra == 0 ? VERSION_1 : VERSION_2);
    put(bytes, SECONDS_OFFSET, Long.BYTES, instant.getEpochSecond() + UNIX_EPOCH_SECONDS);
    put(bytes, NANOS_OFFSET, Integer.BYTES, instant.getNano());
    put(bytes, ZONE_OFFSET, Short.BYTES, minutes);
    if (extra != 0) {
      bytes[ZONE_SECONDS_OFFSET] = (byte) extra;
    }
    out.bytes(bytes);
  }

  /// Reads a time; the epoch after a problem.
  public static GobTime read(GobInput in) {
    var bytes = in.bytes(VERSION_2_BYTES, "a time");
    var version = bytes.length == 0 ? 0 : bytes[0];
    var expected = version == VERSION_1 ? VERSION_1_BYTES : VERSION_2_BYTES;
    if ((version != VERSION_1 && version != VERSION_2) || bytes.length != expected) {
      in.fail("a time of " + bytes.length + " bytes and version " + version);
      return utc(Instant.EPOCH);
    }
    var seconds = get(bytes, SECONDS_OFFSET, Long.BYTES);
    var nanos = get(bytes, NANOS_OFFSET, Integer.BYTES);
    // What overflows here ends far beyond the calendar.
    var unix = seconds - UNIX_EPOCH_SECONDS;
    var outside =
        unix < Instant.MIN.getEpochSecond()
            || unix > Instant.MAX.getEpochSecond()
            || nanos < 0
            || nanos > NANOS_MAX;
    if (outside) {
      in.fail("a time of " + seconds + " s and " + nanos + " ns");
      return utc(Instant.EPOCH);
    }
    var minutes = (int) get(bytes, ZONE_OFFSET, Short.BYTES);
    var extra = version == VERSION_2 ? bytes[ZONE_SECONDS_OFFSET] : 0;
    return new GobTime(
        Instant.ofEpochSecond(unix, nanos), minutes == UTC_MINUTES ? UTC : minutes * 60 + extra);
  }

  private static void put(byte[] bytes, int at, int count, long value) {
    for (var i = 0; i < count; i++) {
      bytes[at + i] = (byte) (value >>> (8 * (count - 1 - i)));
    }
  }

  /// A big-endian signed number.
  private static long get(byte[] bytes, int at, int count) {
    long value = bytes[at];
    for (var i = 1; i < count; i++) {
      value = (value << 8) | (bytes[at + i] & 0xff);
    }
    return value;
  }
}
