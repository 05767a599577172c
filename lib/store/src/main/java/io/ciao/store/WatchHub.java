package io.ciao.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Hands events to the watches that they concern. A watch with an indexed field costs nothing for
/// events of other values, so that a thousand nodes can watch their own instances.
final class WatchHub {
  private final EventLog log;
  private final CacheLimits limits;
  private final StoreCounters counters;
  private final Object lock = new Object();
  private final Map<Address, Set<QueuedSubscription>> subscriptions = new HashMap<>();
  private volatile long dispatched;
  private long restores;
  private boolean listed;
  private boolean closed;

  /// Where a watch is found: a resource, and a value of an indexed field where it has one.
  private record Address(String resource, @Nullable String field, @Nullable String value) {}

  WatchHub(CacheLimits limits, LongSupplier nanos, StoreCounters counters) {
    this.log = new EventLog(limits, nanos);
    this.limits = limits;
    this.counters = counters;
  }

  /// Events of one revision, in order of version.
  void dispatch(List<StoreEvent> events, long listVersion) {
    synchronized (lock) {
      for (StoreEvent event : events) {
        log.add(event);
        for (QueuedSubscription subscription : concerned(event)) {
          if (!subscription.offer(event)) {
            counters.expired.increment();
            detach(subscription);
          }
        }
      }
      dispatched = listVersion;
    }
  }

  /// The store listed again: what watches would have been told in between is not known.
  void restart(long listVersion, String reason) {
    synchronized (lock) {
      log.restart(listVersion);
      restores = ResourceVersions.restores(listVersion);
      listed = true;
      dispatched = listVersion;
      expireAll(reason);
    }
  }

  Subscription subscribe(Selection selection, long after) throws Expired {
    synchronized (lock) {
      if (closed || !listed) {
        throw new Expired("the store has not listed etcd yet; list again");
      }
      if (ResourceVersions.restores(after) != restores) {
        throw new Expired("resource version " + after + " is from before a restore; list again");
      }
      var subscription = new QueuedSubscription(this, selection, after, limits.events());
      for (StoreEvent event : log.after(after)) {
        subscription.offer(event);
      }
      subscriptions
          .computeIfAbsent(address(selection), address -> new LinkedHashSet<>())
          .add(subscription);
      return subscription;
    }
  }

  void remove(QueuedSubscription subscription) {
    synchronized (lock) {
      detach(subscription);
    }
  }

  /// The list version up to which every event has been handed out.
  long dispatched() {
    return dispatched;
  }

  void close() {
    synchronized (lock) {
      closed = true;
      expireAll("the store is closed");
    }
  }

  private void expireAll(String reason) {
    for (Set<QueuedSubscription> found : subscriptions.values()) {
      found.forEach(subscription -> subscription.expire(reason));
      counters.expired.add(found.size());
    }
    subscriptions.clear();
  }

  private void detach(QueuedSubscription subscription) {
    Address address = address(subscription.selection());
    Set<QueuedSubscription> found = subscriptions.get(address);
    if (found != null && found.remove(subscription) && found.isEmpty()) {
      subscriptions.remove(address);
    }
  }

  private static Address address(Selection selection) {
    return new Address(selection.resource(), selection.field(), selection.value());
  }

  /// Each watch that may be concerned, once.
  private List<QueuedSubscription> concerned(StoreEvent event) {
    Set<Address> addresses = new LinkedHashSet<>();
    switch (event) {
      case StoreEvent.Put(StoredObject object, StoredObject previous) -> {
        addAddresses(object, addresses);
        if (previous != null) {
          addAddresses(previous, addresses);
        }
      }
      case StoreEvent.Deleted(StoredObject last) -> addAddresses(last, addresses);
      case StoreEvent.Progress progress -> {}
    }
    List<QueuedSubscription> found = new ArrayList<>();
    for (Address address : addresses) {
      found.addAll(subscriptions.getOrDefault(address, Set.of()));
    }
    return found;
  }

  private static void addAddresses(StoredObject object, Set<Address> addresses) {
    String resource = object.key().resource();
    addresses.add(new Address(resource, null, null));
    addresses.add(new Address(resource, "metadata.name", object.key().name()));
    String namespace = object.key().namespace();
    if (namespace != null) {
      addresses.add(new Address(resource, "metadata.namespace", namespace));
    }
    object
        .index()
        .forEach(
            (field, values) ->
                values.forEach(value -> addresses.add(new Address(resource, field, value))));
  }
}
