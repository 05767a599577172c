package io.ciao.apiserver.limit;

/// A rate that may be exceeded for a moment: a bucket that fills steadily, from which every request
/// takes one token. Safe for many threads.
final class TokenBucket {
  private static final double NANOS = 1e9;

  private final double perNano;
  private final double capacity;
  private double tokens;
  private long filled;

  /// A full bucket.
  ///
  /// @param perSecond how fast it fills
  /// @param capacity how many requests may come at once
  /// @param now monotonic nanoseconds
  TokenBucket(double perSecond, double capacity, long now) {
    this.perNano = perSecond / NANOS;
    this.capacity = capacity;
    this.tokens = capacity;
    this.filled = now;
  }

  /// Takes a token; false if there is none.
  synchronized boolean take(long now) {
    fill(now);
    if (tokens < 1) {
      return false;
    }
    tokens -= 1;
    return true;
  }

  /// Whether it is as full as a new one, so that it need not be kept.
  synchronized boolean isFull(long now) {
    fill(now);
    return tokens >= capacity;
  }

  private void fill(long now) {
    long passed = now - filled;
    if (passed > 0) {
      tokens = Math.min(capacity, tokens + passed * perNano);
      filled = now;
    }
  }
}
