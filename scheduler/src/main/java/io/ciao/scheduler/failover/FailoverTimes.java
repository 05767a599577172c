package io.ciao.scheduler.failover;

import java.time.Duration;

/// The spans that loss is decided by.
final class FailoverTimes {
  /// For how long a node is present after it sent a renewal; it starts nothing after that.
  static final Duration TTL = Duration.ofSeconds(6);

  /// Silence of a member after which it is lost: its own deadline has passed before.
  static final Duration MEMBER_SILENCE = TTL.plusMillis(500);

  /// How long a node may take to join.
  static final Duration REJOINING_MAX = Duration.ofSeconds(30);

  /// Silence that counts for the guard against losing too many at once.
  static final Duration SUSPICIOUS = Duration.ofSeconds(2);

  /// Our own probe must have come back without a gap for that long, else the silence may be the
  /// control plane's.
  static final Duration STEADY = Duration.ofSeconds(3);

  /// What counts as a gap.
  static final Duration PROBE_GAP = Duration.ofSeconds(1);

  /// What was lost, and who was there, within this time counts for the guard.
  static final Duration GUARD = Duration.ofSeconds(60);

  private FailoverTimes() {}
}
