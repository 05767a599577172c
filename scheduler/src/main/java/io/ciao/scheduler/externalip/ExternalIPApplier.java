package io.ciao.scheduler.externalip;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.MergePatch;
import io.ciao.api.externalip.ExternalIP;
import io.ciao.api.externalip.ExternalIPPoolStatus;
import io.ciao.api.externalip.ExternalIPStatus;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.api.meta.EventNote.About;
import io.ciao.api.meta.Finalizers;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.meta.ObjectMeta;
import io.ciao.reconcile.FirstFailure;
import io.ciao.scheduler.cluster.Leadership;
import io.ciao.scheduler.externalip.ExternalIPAction.Told;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/// Carries out the actions of a pass over a pool through the apiserver, and tells people of what
/// was done. Chooses nothing. A write that lost a race is dropped: the change that won it marks the
/// pool again.
final class ExternalIPApplier {
  private final Api api;
  private final BiConsumer<About, Told> events;
  private final InstantSource clock;
  private long version;

  /// The calls that are needed of [ApiClient]; they throw as it does.
  interface Api {
    ObjectNode patch(ObjectKey externalIP, ObjectNode mergePatch);

    ObjectNode patchStatus(ResourceType type, ObjectKey object, ObjectNode mergePatch);
  }

  static Api of(ApiClient client) {
    return new Api() {
      @Override
      public ObjectNode patch(ObjectKey externalIP, ObjectNode mergePatch) {
        return client.mergePatch(ResourceType.EXTERNAL_IPS, externalIP, mergePatch);
      }

      @Override
      public ObjectNode patchStatus(ResourceType type, ObjectKey object, ObjectNode mergePatch) {
        return client.mergePatchStatus(type, object, mergePatch);
      }
    };
  }

  ExternalIPApplier(Api api, BiConsumer<About, Told> events, InstantSource clock) {
    this.api = api;
    this.events = events;
    this.clock = clock;
  }

  /// Does all it can: a write that fails keeps none of the others from its turn.
  ///
  /// @return the highest version that was written; 0 if none was
  /// @throws RuntimeException what the first request that failed threw, see [FirstFailure]
  long apply(List<ExternalIPAction> actions) {
    version = 0;
    var steps = new FirstFailure(Leadership::endsPass);
    actions.forEach(action -> steps.attempt(() -> apply(action)));
    steps.throwFirst();
    return version;
  }

  private void apply(ExternalIPAction action) {
    switch (action) {
      case ExternalIPAction.SetStatus(var externalIP, var status, var told) -> {
        if (write(() -> writeStatus(externalIP, status))) {
          tell(externalIP, told);
        }
      }
      case ExternalIPAction.RemoveFinalizer(var externalIP, var told) -> {
        var meta = externalIP.metadata();
        var patch = Finalizers.without(meta, Finalizers.EXTERNAL_IP);
        if (write(() -> api.patch(ObjectKey.of(meta), patch))) {
          tell(externalIP, told);
        }
      }
      case ExternalIPAction.SetPoolStatus(var pool, var status) -> {
        var before = pool.status();
        var after =
            new ExternalIPPoolStatus(
                status.observedGeneration(),
                status.total(),
                status.free(),
                merged(before.conditions(), status.conditions()));
        var patch = patch(pool.metadata(), Json.toTree(before), Json.toTree(after));
        var key = ObjectKey.of(pool.metadata());
        write(() -> api.patchStatus(ResourceType.EXTERNAL_IP_POOLS, key, patch));
      }
    }
  }

  private ObjectNode writeStatus(ExternalIP externalIP, ExternalIPStatus status) {
    var before = externalIP.status();
    var after =
        new ExternalIPStatus(
            status.observedGeneration(),
            status.address(),
            status.mapping(),
            merged(before.conditions(), status.conditions()));
    var patch = patch(externalIP.metadata(), Json.toTree(before), Json.toTree(after));
    return api.patchStatus(ResourceType.EXTERNAL_IPS, ObjectKey.of(externalIP.metadata()), patch);
  }

  private List<Condition> merged(List<Condition> before, List<Condition> changed) {
    return Conditions.merge(before, changed, clock.instant());
  }

  private static ObjectNode patch(ObjectMeta meta, ObjectNode before, ObjectNode after) {
    var patch = Json.object();
    patch.putObject("metadata").put("resourceVersion", Long.toString(meta.version()));
    patch.set("status", MergePatch.between(before, after));
    return patch;
  }

  private void tell(ExternalIP externalIP, List<Told> told) {
    told.forEach(one -> events.accept(About.of(ExternalIP.KIND, externalIP.metadata()), one));
  }

  /// Whether it was done.
  private boolean write(Supplier<ObjectNode> write) {
    try {
      var stored = write.get();
      version = Math.max(version, stored.path("metadata").path("resourceVersion").asLong(0));
      return true;
    } catch (ApiException e) {
      if (!e.isConflict() && !e.isNotFound()) {
        throw e;
      }
      return false;
    }
  }
}
