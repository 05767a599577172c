package io.ciao.store;

import java.time.Duration;

/// What a leader knows of its office, and what it has to do next. Immutable and pure.
///
/// The lease may end elsewhere `ttl` after the request that renewed it last was sent. The leader
/// steps down one attempt before that, and no attempt goes on beyond that moment: when another can
/// lead, this one knows that it does not.
///
/// | what is known | next |
/// |---|---|
/// | a write under the term was refused, or the key was touched | step down |
/// | the last renewal was sent `ttl - ATTEMPT` ago or longer | step down |
/// | it was sent `RENEWAL` ago or longer, and nothing was tried for `RETRY` | renew |
/// | else | wait |
///
/// @param renewed when the request that renewed the lease last was sent; monotonic, nanoseconds
/// @param tried when the last attempt to renew ended, successful or not; likewise
record Tenure(Term term, long lease, Duration ttl, long renewed, long tried) {
  /// How long one answer of etcd is waited for.
  static final Duration ATTEMPT = Duration.ofMillis(500);

  static final Duration RENEWAL = Duration.ofMillis(500);
  static final Duration RETRY = Duration.ofMillis(100);
  static final String GONE = "the election's key was removed or taken over";

  /// What was seen since the last look.
  enum Seen {
    NOTHING,
    /// Somebody removed the key or took it over.
    KEY_TOUCHED,
    WRITE_REFUSED
  }

  /// What to do next.
  sealed interface Step {
    /// Ask for a renewal, and wait no longer for the answer.
    record Renew(Duration patience) implements Step {}

    /// Wait for news of the key, no longer than this.
    record Wait(Duration longest) implements Step {}

    record StepDown(String why) implements Step {}
  }

  /// An office that was won with a lease asked for at that moment.
  static Tenure won(Term term, long lease, Duration ttl, long asked) {
    return new Tenure(term, lease, ttl, asked, asked);
  }

  /// After a renewal that was asked for at that moment.
  Tenure renewed(long asked, long answered) {
    return new Tenure(term, lease, ttl, asked, answered);
  }

  /// After a renewal that came to nothing at that moment.
  Tenure failed(long when) {
    return new Tenure(term, lease, ttl, renewed, when);
  }

  Step next(Seen seen, long now) {
    switch (seen) {
      case WRITE_REFUSED -> {
        return new Step.StepDown("a write under this term was refused");
      }
      case KEY_TOUCHED -> {
        return new Step.StepDown(GONE);
      }
      case NOTHING -> {}
    }
    if (left(now).isZero()) {
      return new Step.StepDown("the lease could not be renewed: etcd does not answer");
    }
    long due = Math.max(renewed + RENEWAL.toNanos() - now, tried + RETRY.toNanos() - now);
    return due <= 0
        ? new Step.Renew(patience(now))
        : new Step.Wait(min(min(Duration.ofNanos(due), RETRY), left(now)));
  }

  /// How long an answer may be waited for at most, so that the leader steps down in time.
  Duration patience(long now) {
    return min(ATTEMPT, left(now));
  }

  /// How long it may still lead without a renewal; zero if no longer.
  private Duration left(long now) {
    Duration left = ttl.minus(ATTEMPT).minusNanos(now - renewed);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
