package io.ciao.ssntp.cert;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;

/// When a certificate is renewed: after two thirds of its life, spread over a twentieth more by its
/// serial number, so that nodes which joined together do not come together; after a failure again,
/// the later the less is at stake. Pure.
final class RenewalRule {
  private static final Duration RETRY_FIRST = Duration.ofSeconds(30);
  private static final Duration RETRY_MIN = Duration.ofSeconds(10);
  private static final Duration RETRY_MAX = Duration.ofHours(1);
  private static final int DOUBLINGS_MAX = 7;
  private static final int SPREAD = 1_000;

  private RenewalRule() {}

  /// A certificate's life and what became of its renewals.
  ///
  /// @param begin first moment of validity
  /// @param end last moment of validity
  /// @param failures how many renewals failed in a row
  /// @param failedAt when the last one did; meaningless without failures
  record State(Instant begin, Instant end, BigInteger serial, int failures, Instant failedAt) {}

  /// When the next attempt is due; not after now: at once.
  static Instant due(State state) {
    if (state.failures() == 0) {
      var life = Duration.between(state.begin(), state.end());
      var part = state.serial().mod(BigInteger.valueOf(SPREAD)).longValue();
      return state
          .begin()
          .plus(life.multipliedBy(2).dividedBy(3))
          .plus(life.dividedBy(20).multipliedBy(part).dividedBy(SPREAD));
    }
    var left = Duration.between(state.failedAt(), state.end()).dividedBy(10);
    var doubled = RETRY_FIRST.multipliedBy(1L << Math.min(state.failures() - 1, DOUBLINGS_MAX));
    return state.failedAt().plus(within(shorter(left, doubled)));
  }

  private static Duration within(Duration wait) {
    return shorter(wait.compareTo(RETRY_MIN) < 0 ? RETRY_MIN : wait, RETRY_MAX);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
