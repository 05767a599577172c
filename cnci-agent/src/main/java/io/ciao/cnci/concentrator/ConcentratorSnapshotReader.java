package io.ciao.cnci.concentrator;

import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.network.Concentrator;
import io.ciao.cnci.concentrator.ConcentratorSnapshot.Known;
import io.ciao.cnci.replica.Replicas;
import io.ciao.cnci.replica.Stance;
import io.ciao.linux.concentrator.ConcentratorOnNode;
import io.ciao.reconcile.Informer;
import java.util.List;

/// Reads what one decision needs. What the cache lacks is asked for once more before anything is
/// torn down: a watch that was cut short must not look like a removal.
final class ConcentratorSnapshotReader {
  private final Informer<Concentrator> informer;
  private final ConcentratorApi api;
  private final ConcentratorMemory memory;
  private final Siblings siblings;
  private final ConcentratorOnNode node;
  private final Replicas replicas;
  private final ConcentratorHost host;

  ConcentratorSnapshotReader(
      Informer<Concentrator> informer,
      ConcentratorApi api,
      ConcentratorMemory memory,
      Siblings siblings,
      ConcentratorOnNode node,
      Replicas replicas,
      ConcentratorHost host) {
    this.informer = informer;
    this.api = api;
    this.memory = memory;
    this.siblings = siblings;
    this.node = node;
    this.replicas = replicas;
    this.host = host;
  }

  ConcentratorSnapshot read(ObjectKey key) {
    return snapshot(key, known(key));
  }

  /// After a write, which the cache does not show yet.
  ConcentratorSnapshot written(ObjectKey key, Concentrator written) {
    return snapshot(key, new Known.Present(written));
  }

  private ConcentratorSnapshot snapshot(ObjectKey key, Known read) {
    var remembered = memory.recall(key).orElse(null);
    return switch (read) {
      case Known.Present(var concentrator) -> {
        var newest = replicas.newest(key, concentrator);
        yield new ConcentratorSnapshot(
            key,
            new Known.Present(newest),
            remembered,
            host,
            siblings.of(newest),
            stance(key, newest, true));
      }
      case Known.Unknown _ when remembered != null ->
          new ConcentratorSnapshot(
              key, read, remembered, host, siblings.of(remembered), stance(key, remembered, false));
      case Known.Unknown _, Known.NotHere _ ->
          new ConcentratorSnapshot(key, read, remembered, host, List.of(), Stance.STAND_BY);
    };
  }

  private Stance stance(ObjectKey key, Concentrator concentrator, boolean said) {
    if (!ConcentratorDecider.isCarried(host, concentrator)) {
      return Stance.STAND_BY;
    }
    var vni = concentrator.spec().vni();
    return replicas.stance(key, concentrator, said, node.isOutside(host.place(vni), vni));
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
