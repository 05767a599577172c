package io.ciao.reconcile;

import java.time.Duration;

/// How a pass ended and when the key is to be looked at again.
public sealed interface PassResult {
  PassResult DONE = new Done();

  /// The object is as desired, or waits for something whose change will mark the key.
  record Done() implements PassResult {}

  /// Nothing failed, but time has to pass.
  record CheckAgain(Duration after) implements PassResult {}

  /// Something outside failed; the key comes again after a growing delay. `problem` is for the log.
  record Retry(String problem) implements PassResult {}
}
