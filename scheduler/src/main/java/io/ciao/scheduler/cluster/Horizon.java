package io.ciao.scheduler.cluster;

import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.reconcile.Informer;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/// How far the caches must have come before a leader's pass may decide: as far as the world was
/// when the term began, and as far as what earlier passes have written. Otherwise a pass would give
/// away again what the pass before gave.
///
/// After a write without a clear answer nobody knows how far that is; then the present version is
/// read from the apiserver first. Used by the passes of one queue, one at a time.
public final class Horizon {
  private static final Duration CATCH_UP_MAX = Duration.ofSeconds(2);

  private final ClusterCaches caches;
  private final List<Informer<?>> written;
  private final Leadership leadership;
  private final LongSupplier currentVersion;
  private final Duration catchUpMax;
  private volatile long all;
  private volatile long own;
  private volatile boolean unclear;

  /// @param written the caches of the kinds that the passes write
  /// @param currentVersion a consistent read of the present version; may throw as the client does
  public Horizon(
      ClusterCaches caches,
      List<Informer<?>> written,
      Leadership leadership,
      LongSupplier currentVersion) {
    this(caches, written, leadership, currentVersion, CATCH_UP_MAX);
  }

  Horizon(
      ClusterCaches caches,
      List<Informer<?>> written,
      Leadership leadership,
      LongSupplier currentVersion,
      Duration catchUpMax) {
    this.caches = caches;
    this.catchUpMax = catchUpMax;
    this.written = List.copyOf(written);
    this.leadership = leadership;
    this.currentVersion = currentVersion;
  }

  /// Waits a while until the caches have come that far; false: look again later.
  ///
  /// @throws ApiException where the present version is needed and refused
  /// @throws ApiUnreachableException where it is needed and nobody answers
  public boolean reached() throws InterruptedException {
    if (unclear) {
      all = Math.max(all, currentVersion.getAsLong());
      unclear = false;
    }
    if (!caches.synced()
        || !caches.awaitVersion(Math.max(all, leadership.decideFromVersion()), catchUpMax)) {
      return false;
    }
    for (var informer : written) {
      if (!informer.awaitVersion(own, catchUpMax)) {
        return false;
      }
    }
    return true;
  }

  /// Something was written at that version.
  public void wrote(long version) {
    own = Math.max(own, version);
  }

  /// Something may have been written, and it is not known at which version.
  public void unclear() {
    unclear = true;
  }
}
