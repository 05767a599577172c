package io.ciao.apiserver.registry;

import io.ciao.apiserver.request.ReadOptions;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.StoreFailures;
import io.ciao.apiserver.watch.ObjectFilter;
import io.ciao.store.Listing;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreException;
import io.ciao.store.StoredObject;
import java.util.List;
import java.util.OptionalLong;

/// Reads of every kind from the cache, as new as the client asks: no version means now, `0`
/// anything, N at least N. Safe for many threads.
public final class Reading {
  private final ResourceStore store;

  public Reading(ResourceStore store) {
    this.store = store;
  }

  /// One object.
  public StoredObject get(Target target, OptionalLong version) {
    await(version);
    return store
        .get(target.key())
        .orElseThrow(() -> Refusals.notFound(target.resource(), target.name()));
  }

  /// A list of one moment.
  public Listing list(ObjectFilter filter, ReadOptions options) {
    await(options.version());
    Listing listing = store.list(filter.selection());
    if (options.exact() && listing.version() != options.version().orElseThrow()) {
      throw Refusals.expired(
          "the state at resource version "
              + options.version().orElseThrow()
              + " is not kept; list without resourceVersionMatch=Exact");
    }
    if (filter.isSelection()) {
      return listing;
    }
    List<StoredObject> matching = listing.objects().stream().filter(filter::matches).toList();
    return new Listing(matching, listing.version());
  }

  /// Waits until the cache is as new as asked.
  public void await(OptionalLong version) {
    if (version.isPresent() && version.getAsLong() <= store.currentVersion()) {
      return;
    }
    try {
      long reached = store.awaitCurrent();
      if (version.isPresent() && version.getAsLong() > reached) {
        throw Refusals.tooLargeVersion(version.getAsLong(), reached);
      }
    } catch (StoreException e) {
      throw StoreFailures.refusal(e);
    }
  }
}
