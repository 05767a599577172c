package io.ciao.store;

import java.time.Duration;

/// How much history the cache keeps for watches. Whichever bound is met first drops the oldest
/// event.
///
/// @param events events kept, and events a watch may lie behind
/// @param bytes JSON bytes of the kept events' objects
/// @param age of a kept event
/// @param replay revisions that a starting process goes back, so that watches resume across its
///   restart
public record CacheLimits(int events, long bytes, Duration age, int replay) {
  /// 16,384 events, 64 MiB, 10 minutes, 5,000 revisions.
  public static final CacheLimits DEFAULT =
      new CacheLimits(16_384, 64L << 20, Duration.ofMinutes(10), 5_000);
}
