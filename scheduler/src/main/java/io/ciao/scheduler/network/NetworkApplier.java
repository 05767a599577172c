package io.ciao.scheduler.network;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ApiException;
import io.ciao.api.client.ResourceType;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.MergePatch;
import io.ciao.api.instance.batch.BatchVerb;
import io.ciao.api.instance.batch.InstanceRef;
import io.ciao.api.instance.batch.StatusItem;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.api.meta.Finalizers;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.meta.ObjectMeta;
import io.ciao.api.network.Concentrator;
import io.ciao.api.network.Subnet;
import io.ciao.api.network.TenantNetwork;
import io.ciao.reconcile.FirstFailure;
import io.ciao.scheduler.cluster.InstanceBatches;
import io.ciao.scheduler.cluster.Leadership;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Carries out a network pass's actions through the apiserver. Chooses nothing. A write that lost a
/// race is dropped: the change that won it marks the key again.
final class NetworkApplier {
  private final Api api;
  private final InstanceBatches batches;
  private final InstantSource clock;
  private long version;

  /// The calls that are needed of [ApiClient]; they throw as it does.
  interface Api {
    ObjectNode create(@Nullable String namespace, ObjectNode concentrator);

    ObjectNode delete(ObjectKey concentrator, String uid);

    ObjectNode patch(ObjectKey concentrator, ObjectNode mergePatch);

    ObjectNode patchStatus(ResourceType type, ObjectKey object, ObjectNode mergePatch);
  }

  static Api of(ApiClient client) {
    return new Api() {
      @Override
      public ObjectNode create(@Nullable String namespace, ObjectNode concentrator) {
        return client.create(ResourceType.CONCENTRATORS, namespace, concentrator);
      }

      @Override
      public ObjectNode delete(ObjectKey concentrator, String uid) {
        return client.delete(ResourceType.CONCENTRATORS, concentrator, uid);
      }

      @Override
      public ObjectNode patch(ObjectKey concentrator, ObjectNode mergePatch) {
        return client.mergePatch(ResourceType.CONCENTRATORS, concentrator, mergePatch);
      }

      @Override
      public ObjectNode patchStatus(ResourceType type, ObjectKey object, ObjectNode mergePatch) {
        return client.mergePatchStatus(type, object, mergePatch);
      }
    };
  }

  NetworkApplier(Api api, InstanceBatches batches, InstantSource clock) {
    this.api = api;
    this.batches = batches;
    this.clock = clock;
  }

  /// Does all it can: a write that fails keeps none of the others from its turn.
  ///
  /// @return the highest version at which a network or concentrator was written; 0 if none was
  /// @throws RuntimeException what the first request that failed threw, see [FirstFailure]
  long apply(List<NetworkAction> actions) throws InterruptedException {
    version = 0;
    var steps = new FirstFailure(Leadership::endsPass);
    var attached = new ArrayList<StatusItem>();
    for (var action : actions) {
      switch (action) {
        case NetworkAction.OneWrite one -> steps.attempt(() -> write(one));
        case NetworkAction.SetAttached(var instance, var condition) ->
            attached.add(StatusItem.saying(InstanceRef.of(instance), condition));
      }
    }
    if (!attached.isEmpty()) {
      // A refused one is decided again when the change that refused it is seen.
      steps.attempt(() -> batches.post(BatchVerb.STATUS, attached));
    }
    steps.throwFirst();
    return version;
  }

  private void write(NetworkAction.OneWrite action) {
    switch (action) {
      case NetworkAction.AllocateSubnet allocate ->
          writeStatus(allocate.network(), and(allocate.network(), allocate.subnet()), null);
      case NetworkAction.SetSubnets(var network, var subnets) ->
          writeStatus(network, subnets, null);
      case NetworkAction.SetTransitVni(var network, var vni) -> {
        var patch = patch(network);
        patch.withObject("status").put("transitVNI", vni);
        writeStatus(network, patch);
      }
      case NetworkAction.SetNetworkReady say -> writeStatus(say.network(), null, say.condition());
      case NetworkAction.CreateConcentrator create -> write(() -> create(create));
      case NetworkAction.UpdateConcentrator update -> write(() -> update(update));
      case NetworkAction.SetConcentratorCondition(var concentrator, var condition) ->
          writeStatus(concentrator, condition);
      case NetworkAction.DeleteConcentrator delete -> {
        var meta = delete.concentrator().metadata();
        write(() -> api.delete(ObjectKey.of(meta), meta.requireUid()));
      }
      case NetworkAction.RemoveConcentratorFinalizer remove -> {
        var meta = remove.concentrator().metadata();
        write(
            () -> api.patch(ObjectKey.of(meta), Finalizers.without(meta, Finalizers.CONCENTRATOR)));
      }
    }
  }

  private interface Write {
    ObjectNode run();
  }

  private void write(Write write) {
    try {
      var stored = write.run();
      version = Math.max(version, stored.path("metadata").path("resourceVersion").asLong(0));
    } catch (ApiException e) {
      if (!e.isConflict() && !e.isNotFound()) {
        throw e;
      }
    }
  }

  private static List<Subnet> and(TenantNetwork network, Subnet subnet) {
    var subnets = new ArrayList<>(network.status().subnets());
    subnets.add(subnet);
    return subnets;
  }

  private void writeStatus(
      TenantNetwork network, @Nullable List<Subnet> subnets, @Nullable Condition condition) {
    var patch = patch(network);
    var status = patch.withObject("status");
    status.put("observedGeneration", network.metadata().generationOrZero());
    if (subnets != null) {
      var written = status.putArray("subnets");
      subnets.forEach(subnet -> written.add(Json.toTree(subnet)));
    }
    if (condition != null) {
      var merged =
          Conditions.merge(network.status().conditions(), List.of(condition), clock.instant());
      var conditions = status.putArray("conditions");
      merged.forEach(c -> conditions.add(Json.toTree(c)));
    }
    writeStatus(network, patch);
  }

  private static ObjectNode patch(TenantNetwork network) {
    var patch = Json.object();
    patch.putObject("metadata").put("resourceVersion", version(network.metadata()));
    patch.putObject("status");
    return patch;
  }

  private void writeStatus(TenantNetwork network, ObjectNode patch) {
    write(
        () ->
            api.patchStatus(ResourceType.TENANT_NETWORKS, ObjectKey.of(network.metadata()), patch));
  }

  private void writeStatus(Concentrator concentrator, Condition condition) {
    var meta = concentrator.metadata();
    var patch = Json.object();
    patch.putObject("metadata").put("resourceVersion", version(meta));
    var conditions = patch.putObject("status").putArray("conditions");
    Conditions.merge(concentrator.status().conditions(), List.of(condition), clock.instant())
        .forEach(c -> conditions.add(Json.toTree(c)));
    write(() -> api.patchStatus(ResourceType.CONCENTRATORS, ObjectKey.of(meta), patch));
  }

  private ObjectNode create(NetworkAction.CreateConcentrator create) {
    var namespace = create.network().metadata().namespace();
    var concentrator =
        new Concentrator(
            null, null, ObjectMeta.named(namespace, create.name()), create.spec(), null);
    var tree = Json.toTree(concentrator);
    tree.remove("status");
    return api.create(namespace, tree);
  }

  private ObjectNode update(NetworkAction.UpdateConcentrator update) {
    var patch = Json.object();
    var meta = update.concentrator().metadata();
    patch.putObject("metadata").put("resourceVersion", version(meta));
    patch.set(
        "spec",
        MergePatch.between(Json.toTree(update.concentrator().spec()), Json.toTree(update.spec())));
    return api.patch(ObjectKey.of(meta), patch);
  }

  private static String version(ObjectMeta meta) {
    return Long.toString(meta.version());
  }
}
