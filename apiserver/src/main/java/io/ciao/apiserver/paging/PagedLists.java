package io.ciao.apiserver.paging;

import io.ciao.apiserver.registry.Reading;
import io.ciao.apiserver.request.ContinueToken;
import io.ciao.apiserver.request.Paging;
import io.ciao.apiserver.request.ReadOptions;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.status.StoreFailures;
import io.ciao.apiserver.watch.ObjectFilter;
import io.ciao.store.Expired;
import io.ciao.store.Listing;
import io.ciao.store.ResourceStore;
import io.ciao.store.ResourceVersions;
import io.ciao.store.Selection;
import io.ciao.store.StoreException;
import io.ciao.store.StoredObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Lists of every kind, whole or page by page, of now or of an earlier moment. Safe for many
/// threads.
public final class PagedLists {
  /// Each parses a whole resource, so more at once would only make all of them slow.
  private static final int READS_OF_THE_PAST_MAX = 2;

  private static final Duration PAST_PATIENCE = Duration.ofSeconds(10);

  private final ResourceStore store;
  private final Reading reading;
  private final ListSnapshots snapshots;
  private final Semaphore past = new Semaphore(READS_OF_THE_PAST_MAX);

  /// Lists of one store.
  ///
  /// @param nanos monotonic
  public PagedLists(ResourceStore store, LongSupplier nanos) {
    this.store = store;
    this.reading = new Reading(store);
    this.snapshots = new ListSnapshots(nanos);
  }

  /// A list, or the piece of it that is asked for.
  ///
  /// @throws ContinueExpired if the moment of the first page is not kept any more
  /// @throws io.ciao.apiserver.status.RequestRefused 410 if the version asked for is not kept
  public Page list(ObjectFilter filter, ReadOptions options)
      throws ContinueExpired, InterruptedException {
    Paging paging = options.paging();
    if (paging.from().isPresent()) {
      return goOn(filter, paging.from().get(), paging.limit());
    }
    reading.await(options.version());
    Listing whole =
        options.exact()
            ? exactly(filter.selection(), options.version().orElseThrow())
            : store.list(filter.selection());
    return cut(filter, whole, null, paging.limit());
  }

  private Page goOn(ObjectFilter filter, ContinueToken from, long limit)
      throws ContinueExpired, InterruptedException {
    Listing whole;
    if (from.version().isEmpty()) {
      reading.await(OptionalLong.empty());
      whole = store.list(filter.selection());
    } else {
      try {
        reading.await(from.version());
        whole = at(filter.selection(), from.version().getAsLong());
      } catch (Expired expired) {
        throw new ContinueExpired(
            new ContinueToken(OptionalLong.empty(), from.namespace(), from.name()));
      }
    }
    return cut(filter, whole, from, limit);
  }

  private Listing exactly(Selection selection, long version) throws InterruptedException {
    try {
      return at(selection, version);
    } catch (Expired expired) {
      throw Refusals.expired("The provided resource version is too old: " + expired.getMessage());
    }
  }

  /// The state at a version's revision: the cache's, a snapshot's, or etcd's.
  private Listing at(Selection selection, long version) throws Expired, InterruptedException {
    Listing present = store.list(selection);
    if (isSameMoment(present.version(), version)) {
      return present;
    }
    Optional<Listing> kept = snapshots.find(selection, momentOf(version));
    if (kept.isPresent()) {
      return kept.get();
    }
    if (!past.tryAcquire(PAST_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw Refusals.tooManyRequests("too many lists of earlier moments are being read");
    }
    try {
      return store.listAt(selection, version);
    } catch (StoreException e) {
      throw StoreFailures.refusal(e);
    } finally {
      past.release();
    }
  }

  /// The next page behind an object, and a token for the one after it.
  private Page cut(ObjectFilter filter, Listing whole, @Nullable ContinueToken behind, long limit) {
    List<StoredObject> all = whole.objects();
    int at = behind == null ? 0 : firstBehind(all, behind);
    List<StoredObject> page = new ArrayList<>();
    while (at < all.size() && (limit == 0 || page.size() < limit)) {
      StoredObject object = all.get(at++);
      if (filter.matches(object)) {
        page.add(object);
      }
    }
    if (!isMore(filter, all, at)) {
      return new Page(page, whole.version(), Optional.empty(), OptionalLong.empty());
    }
    snapshots.keep(filter.selection(), whole);
    StoredObject last = page.getLast();
    return new Page(
        page,
        whole.version(),
        Optional.of(
            new ContinueToken(
                OptionalLong.of(whole.version()), last.key().namespace(), last.key().name())),
        filter.isSelection() ? OptionalLong.of(all.size() - at) : OptionalLong.empty());
  }

  private static boolean isMore(ObjectFilter filter, List<StoredObject> all, int from) {
    for (int i = from; i < all.size(); i++) {
      if (filter.matches(all.get(i))) {
        return true;
      }
    }
    return false;
  }

  private static int firstBehind(List<StoredObject> all, ContinueToken token) {
    int low = 0;
    int high = all.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(all.get(middle), token) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static int compare(StoredObject object, ContinueToken token) {
    String namespace = object.key().namespace();
    String wanted = token.namespace();
    int byNamespace =
        namespace == null || wanted == null
            ? Boolean.compare(namespace != null, wanted != null)
            : namespace.compareTo(wanted);
    return byNamespace != 0 ? byNamespace : object.key().name().compareTo(token.name());
  }

  private static boolean isSameMoment(long listVersion, long version) {
    return listVersion == momentOf(version);
  }

  /// The list version of a version's revision.
  private static long momentOf(long version) {
    return ResourceVersions.encode(
        ResourceVersions.restores(version),
        ResourceVersions.revision(version),
        ResourceVersions.LIST_PLACE);
  }
}
