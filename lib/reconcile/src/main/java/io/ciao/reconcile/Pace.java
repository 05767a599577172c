package io.ciao.reconcile;

import io.ciao.basis.time.Backoff;

/// How fast passes may follow each other.
///
/// @param concurrency how many run at a time, over different keys
/// @param backoff how long a key waits that failed
/// @param restPerWork how many times as long as a pass took its thread rests afterwards, and the
///   key with it, at most a second; 0: not at all. For work that a flood of changes brings about
///   and that must not take the machine from others
public record Pace(int concurrency, Backoff backoff, int restPerWork) {
  /// Without rest.
  public Pace(int concurrency, Backoff backoff) {
    this(concurrency, backoff, 0);
  }
}
