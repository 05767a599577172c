package io.ciao.apiserver.watch;

import io.ciao.apiserver.exchange.StreamBody;
import io.ciao.apiserver.output.EventWriter;
import io.ciao.apiserver.output.ObjectWriter;
import io.ciao.apiserver.request.ReadOptions;
import io.ciao.store.Listing;
import io.ciao.store.ResourceStore;
import java.util.function.LongSupplier;

/// Opens watches. Safe for many threads.
public final class Watches {
  private final ResourceStore store;
  private final LongSupplier nanos;

  /// Watches of one store.
  ///
  /// @param nanos monotonic
  public Watches(ResourceStore store, LongSupplier nanos) {
    this.store = store;
    this.nanos = nanos;
  }

  /// The stream of a watch. The caller has made the cache as new as the options ask.
  public StreamBody open(
      ObjectFilter filter, ReadOptions options, ObjectWriter writer, WatchPlan plan) {
    WatchBody.Delivery delivery =
        new WatchBody.Delivery(filter, new EventWriter(writer), plan, nanos);
    if (!options.beginsWithState()) {
      long after = options.version().orElse(0);
      if (after == 0) {
        after = store.currentVersion();
      }
      long from = after;
      return new WatchBody(
          () -> store.watch(filter.selection(), from), from, null, false, delivery);
    }
    Listing state = store.list(filter.selection());
    long told = state.version();
    return new WatchBody(
        () -> store.watch(filter.selection(), told),
        told,
        state,
        options.watching().initialEvents().orElse(false),
        delivery);
  }
}
