package io.ciao.launcher.network;

import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ResourceType;
import io.ciao.api.meta.ObjectKey;
import io.ciao.basis.time.Backoff;
import io.ciao.launcher.desired.Kept.Source;
import io.ciao.launcher.desired.KeptObjects;
import io.ciao.reconcile.ApiSource;
import io.ciao.reconcile.Informer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Watches each Concentrator of a subnet on this node by its exact name, which is all that a node
/// may. What is seen goes to the kept objects.
///
/// Confined to the network's pass loop.
final class ConcentratorWatches implements AutoCloseable {
  private final ApiClient api;
  private final KeptObjects kept;
  private final Backoff backoff;
  private final Consumer<ObjectKey> changed;
  private final Map<ObjectKey, Informer<String>> informers = new HashMap<>();

  /// @param changed told the key of a Concentrator that has changed; must not block
  ConcentratorWatches(
      ApiClient api, KeptObjects kept, Backoff backoff, Consumer<ObjectKey> changed) {
    this.api = api;
    this.kept = kept;
    this.backoff = backoff;
    this.changed = changed;
  }

  Set<ObjectKey> watched() {
    return Set.copyOf(informers.keySet());
  }

  /// Watches exactly these from now on.
  void watchOnly(Set<ObjectKey> wanted) {
    for (var key : Set.copyOf(informers.keySet())) {
      if (!wanted.contains(key)) {
        var informer = informers.remove(key);
        if (informer != null) {
          informer.close();
        }
      }
    }
    for (var key : wanted) {
      informers.computeIfAbsent(key, this::start);
    }
  }

  private Informer<String> start(ObjectKey key) {
    var source =
        new ApiSource(
            api, ResourceType.CONCENTRATORS, key.namespace(), ListQuery.named(key.name()));
    return new Informer<>(
            "concentrator-" + key.name(),
            source,
            object -> {
              kept.offer(object, Source.API);
              return io.ciao.reconcile.Source.uid(object);
            },
            backoff)
        .onChange(changed)
        .start();
  }

  @Override
  public void close() {
    informers.values().forEach(Informer::close);
    informers.clear();
  }
}
