package io.ciao.apiserver.limit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// The same rate for everybody, a [TokenBucket] each; one that is full is not kept for ever. Safe
/// for many threads.
public final class Rates {
  private static final int BUCKETS_MAX = 10_000;

  private final double perSecond;
  private final double atOnce;
  private final LongSupplier nanos;
  private final Map<String, TokenBucket> buckets = new ConcurrentHashMap<>();

  /// @param atOnce how much one may have at once that took nothing for long
  /// @param nanos monotonic
  public Rates(double perSecond, double atOnce, LongSupplier nanos) {
    this.perSecond = perSecond;
    this.atOnce = atOnce;
    this.nanos = nanos;
  }

  /// Takes one; false if `who` has had its share.
  public boolean take(String who) {
    long now = nanos.getAsLong();
    if (buckets.size() >= BUCKETS_MAX) {
      buckets.values().removeIf(bucket -> bucket.isFull(now));
    }
    return buckets.computeIfAbsent(who, _ -> new TokenBucket(perSecond, atOnce, now)).take(now);
  }
}
