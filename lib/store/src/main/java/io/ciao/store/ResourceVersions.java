package io.ciao.store;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/// Resource versions: `(restores·2^38 + mod_revision)·64 + place`.
///
/// Several objects written in one etcd transaction share one revision; the place tells them apart,
/// so that a watch that is cut inside a revision resumes behind the last object it saw. The place
/// is a function of the key alone. Restores counts how often the cluster was restored from a
/// snapshot, so that versions never go back.
public final class ResourceVersions {
  /// The place of lists and bookmarks: behind every object of the revision.
  public static final int LIST_PLACE = 63;

  /// The place of `tenants`, so that a Tenant and its Namespace never collide.
  public static final int TENANTS_PLACE = 62;

  private static final int PLACE_BITS = 6;
  private static final int REVISION_BITS = 38;
  private static final long REVISION_MASK = (1L << REVISION_BITS) - 1;
  private static final long RESTORES_LIMIT = 1L << (63 - REVISION_BITS - PLACE_BITS);
  private static final String TENANTS = ResourceKey.PREFIX + "tenants/";

  private ResourceVersions() {}

  /// The version of an object at `place` that was written at `modRevision`.
  ///
  /// @throws IllegalArgumentException if a part is out of its range
  public static long encode(long restores, long modRevision, int place) {
    if (restores < 0 || restores >= RESTORES_LIMIT) {
      throw new IllegalArgumentException("restores out of range: " + restores);
    }
    if (modRevision < 0 || modRevision > REVISION_MASK) {
      throw new IllegalArgumentException("revision out of range: " + modRevision);
    }
    if (place < 0 || place > LIST_PLACE) {
      throw new IllegalArgumentException("place out of range: " + place);
    }
    return (((restores << REVISION_BITS) | modRevision) << PLACE_BITS) | place;
  }

  /// The version of the object `key` written at `modRevision`.
  public static long ofObject(long restores, long modRevision, ResourceKey key) {
    return encode(restores, modRevision, place(key.etcdKey()));
  }

  /// The version of a list or bookmark that shows everything up to `revision`.
  public static long ofList(long restores, long revision) {
    return encode(restores, revision, LIST_PLACE);
  }

  /// The place of a key: 62 for `tenants`, else CRC-32C of its UTF-8 bytes mod 62.
  public static int place(String etcdKey) {
    if (etcdKey.startsWith(TENANTS)) {
      return TENANTS_PLACE;
    }
    CRC32C crc = new CRC32C();
    crc.update(etcdKey.getBytes(StandardCharsets.UTF_8));
    return (int) (crc.getValue() % TENANTS_PLACE);
  }

  /// The etcd revision in a version.
  public static long revision(long version) {
    return (version >>> PLACE_BITS) & REVISION_MASK;
  }

  /// The place in a version, 0 to 63.
  public static int placeOf(long version) {
    return (int) (version & LIST_PLACE);
  }

  /// The restores count in a version.
  public static long restores(long version) {
    return version >>> (REVISION_BITS + PLACE_BITS);
  }

  /// A version as clients write it, a decimal without sign; empty if it is none.
  public static OptionalLong parse(String text) {
    if (text.isEmpty() || text.length() > 19) {
      return OptionalLong.empty();
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return OptionalLong.empty();
      }
    }
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
