package io.ciao.launcher.instance;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How starts of one instance went lately; decides when the next one is due. Not kept across a
/// restart of the agent: then the first new attempt is made at once.
///
/// @param failures how many starts in a row failed or ended soon
/// @param notBefore the earliest moment of the next start
/// @param problem of the last attempt; null if it ended by itself
/// @param counted when the copy was started whose end is already counted
record StartHistory(
    int failures, Instant notBefore, @Nullable Problem problem, @Nullable Instant counted) {
  static final StartHistory NONE = new StartHistory(0, Instant.EPOCH, null, null);

  /// A guest that ran this long was well; the next end starts the count anew.
  static final Duration HEALTHY_AFTER = Duration.ofMinutes(10);

  static final Duration DELAY_FIRST = Duration.ofSeconds(1);
  static final Duration DELAY_MAX = Duration.ofMinutes(5);
  private static final int DOUBLINGS_MAX = 12;

  /// Why an attempt failed.
  record Problem(String reason, String message) {}

  /// The history after a start that did not work.
  StartHistory failed(Problem why, Instant now) {
    return new StartHistory(failures + 1, now.plus(delay(failures + 1)), why, counted);
  }

  /// The history after a copy, started then, was found to have ended by itself.
  StartHistory ended(Instant startedAt, Instant finishedAt) {
    var healthy = Duration.between(startedAt, finishedAt).compareTo(HEALTHY_AFTER) >= 0;
    var count = healthy ? 1 : failures + 1;
    return new StartHistory(count, finishedAt.plus(delay(count)), null, startedAt);
  }

  /// The history after it was stopped on purpose: the end of that copy is nobody's failure.
  StartHistory stopped(Instant startedAt) {
    return new StartHistory(0, Instant.EPOCH, null, startedAt);
  }

  /// The history after somebody asked for a start now: what went wrong before delays it no more.
  StartHistory wished() {
    return new StartHistory(0, Instant.EPOCH, null, counted);
  }

  static Duration delay(int failures) {
    var doublings = Math.clamp(failures - 1, 0, DOUBLINGS_MAX);
    return Duration.ofMillis(Math.min(DELAY_FIRST.toMillis() << doublings, DELAY_MAX.toMillis()));
  }
}
