package io.ciao.cnci.concentrator;

import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;
import io.ciao.cnci.concentrator.ConcentratorSnapshot.Known;
import io.ciao.reconcile.Informer;

/// Reads what one decision needs. What the cache lacks is asked for once more before anything is
/// torn down: a watch that was cut short must not look like a removal.
final class ConcentratorSnapshotReader {
  private final Informer<Concentrator> informer;
  private final ConcentratorApi api;
  private final ConcentratorMemory memory;
  private final ConcentratorHost host;

  ConcentratorSnapshotReader(
      Informer<Concentrator> informer,
      ConcentratorApi api,
      ConcentratorMemory memory,
      ConcentratorHost host) {
    this.informer = informer;
    this.api = api;
    this.memory = memory;
    this.host = host;
  }

  ConcentratorSnapshot read(ObjectKey key) {
    return new ConcentratorSnapshot(key, known(key), memory.recall(key).orElse(null), host);
  }

  private Known known(ObjectKey key) {
    var cached = informer.get(key);
    if (cached.isPresent()) {
      return new Known.Present(cached.get());
    }
    if (!informer.synced()) {
      return new Known.Unknown("the API has not been reached since the start");
    }
    try {
      return api.find(key)
          .<Known>map(tree -> new Known.Present(Json.toRecord(tree, Concentrator.class)))
          .orElseGet(Known.NotHere::new);
    } catch (ApiUnreachableException | ApiException e) {
      return new Known.Unknown(String.valueOf(e.getMessage()));
    }
  }
}
