package io.ciao.launcher.network;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ListQuery;
import io.ciao.api.meta.ObjectKey;
import io.ciao.basis.time.Backoff;
import io.ciao.launcher.desired.Kept.Source;
import io.ciao.launcher.desired.KeptKind;
import io.ciao.launcher.desired.KeptObjects;
import io.ciao.reconcile.ApiSource;
import io.ciao.reconcile.Informer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Watches each object that subnets on this node need by its exact name, which is all that a node
/// may. What is seen goes to the kept objects.
///
/// Confined to the network's pass loop.
final class KeptWatches implements AutoCloseable {
  private final ApiClient api;
  private final KeptObjects kept;
  private final Backoff backoff;
  private final Consumer<Watched> changed;
  private final Map<Watched, Informer<String>> informers = new HashMap<>();

  /// One object that is, or may come to be.
  record Watched(KeptKind kind, ObjectKey key) {}

  /// @param changed told of an object that has come, changed or gone; must not block
  KeptWatches(ApiClient api, KeptObjects kept, Backoff backoff, Consumer<Watched> changed) {
    this.api = api;
    this.kept = kept;
    this.backoff = backoff;
    this.changed = changed;
  }

  Set<Watched> watched() {
    return Set.copyOf(informers.keySet());
  }

  /// Whether the API says that there was no such object at that version or later.
  boolean gone(Watched object, long version) {
    var informer = informers.get(object);
    if (informer == null || !informer.synced()) {
      return false;
    }
    // Read before the object: what is then missing was missing at that version.
    var upTo = informer.version();
    return informer.get(object.key()).isEmpty() && upTo >= version;
  }

  /// Watches exactly these from now on.
  void watchOnly(Set<Watched> wanted) {
    for (var object : Set.copyOf(informers.keySet())) {
      if (!wanted.contains(object)) {
        var informer = informers.remove(object);
        if (informer != null) {
          informer.close();
        }
      }
    }
    for (var object : wanted) {
      informers.computeIfAbsent(object, this::start);
    }
  }

  private Informer<String> start(Watched watched) {
    var key = watched.key();
    var type = watched.kind().type();
    var source = new ApiSource(api, type, key.namespace(), ListQuery.named(key.name()));
    return new Informer<>(
            type.plural() + "-" + key.name(),
            source,
            object -> {
              kept.offer(object, Source.API);
              return io.ciao.reconcile.Source.uid(object);
            },
            backoff)
        .onChange(_ -> changed.accept(watched))
        .start();
  }

  @Override
  public void close() {
    informers.values().forEach(Informer::close);
    informers.clear();
  }
}
