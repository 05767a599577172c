package io.ciao.reconcile;

/// One pass over one key: read everything, decide purely, act idempotently, report.
///
/// A pass is never given an event, never sleeps and never retries. At most one runs per key at a
/// time.
@FunctionalInterface
public interface Reconciler<K> {
  PassResult reconcile(K key) throws InterruptedException;
}
