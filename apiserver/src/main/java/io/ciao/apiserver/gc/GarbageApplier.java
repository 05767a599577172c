package io.ciao.apiserver.gc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.patch.Patch;
import io.ciao.apiserver.registry.Registry;
import io.ciao.apiserver.registry.Target;
import io.ciao.apiserver.registry.WriteContext;
import io.ciao.apiserver.request.DeleteOptions;
import io.ciao.apiserver.status.RequestRefused;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoredObject;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does what was decided, through the registry, under the leader's term. Safe for many threads.
final class GarbageApplier {
  private static final Logger LOG = LoggerFactory.getLogger(GarbageApplier.class);

  private final ResourceStore store;
  private final Registry registry;
  private final KindRegistry kinds;
  private final WriteContext context;

  GarbageApplier(ResourceStore store, Registry registry, KindRegistry kinds, WriteContext context) {
    this.store = store;
    this.registry = registry;
    this.kinds = kinds;
    this.context = context;
  }

  /// Does one step. What has changed since it was looked at, or is gone, is left to the next look;
  /// so is what is refused for a reason of its own (a workload in use).
  ///
  /// @throws RequestRefused if the leader's term is over or the store does not answer
  void apply(GarbageAction action) {
    try {
      step(action);
    } catch (RequestRefused refused) {
      switch (refused.error().code()) {
        case 404 -> LOG.debug("gone already action={}", action);
        case 403, 409, 422 ->
            LOG.info(
                "garbage collection waits action={} because={}", action, refused.error().message());
        default -> throw refused;
      }
    }
  }

  private void step(GarbageAction action) {
    StoredObject object = store.get(key(action.id())).orElse(null);
    if (object == null || object.version() != action.version()) {
      return;
    }
    switch (action) {
      case GarbageAction.Delete delete -> {
        registry.delete(
            target(delete.id()),
            DeleteOptions.seen(delete.uid(), delete.version(), delete.propagation()),
            context);
        LOG.info("deleted what its owners left object={} uid={}", object.key(), delete.uid());
      }
      case GarbageAction.DropOwners drop -> {
        ArrayNode left = Json.array();
        owners(object)
            .forEach(
                owner -> {
                  if (!drop.uids().contains(owner.path("uid").asText(""))) {
                    left.add(owner);
                  }
                });
        patch(drop, "ownerReferences", left);
      }
      case GarbageAction.StopBlocking stop -> {
        JsonNode owners = owners(object);
        owners.forEach(owner -> ((ObjectNode) owner).put("blockOwnerDeletion", false));
        patch(stop, "ownerReferences", owners);
      }
      case GarbageAction.Release release -> {
        List<String> finalizers = new ArrayList<>(ObjectTree.finalizers(object.tree()));
        finalizers.remove(release.finalizer());
        ArrayNode left = Json.array();
        finalizers.forEach(left::add);
        patch(release, "finalizers", left);
      }
    }
  }

  private static JsonNode owners(StoredObject object) {
    return object.tree().path("metadata").path("ownerReferences");
  }

  private void patch(GarbageAction action, String field, JsonNode list) {
    ObjectNode changes = Json.object();
    ObjectNode metadata = changes.putObject("metadata");
    metadata.put("resourceVersion", Long.toString(action.version()));
    if (list.isEmpty()) {
      metadata.putNull(field);
    } else {
      metadata.set(field, list);
    }
    registry.patch(target(action.id()), false, new Patch.Merge(changes), context);
  }

  private Target target(GarbageSnapshot.ObjectId id) {
    KindDefinition kind =
        kinds
            .byPlural(id.resource())
            .orElseThrow(() -> new IllegalStateException("no kind is stored as " + id.resource()));
    return new Target(kind, id.namespace(), id.name());
  }

  private static ResourceKey key(GarbageSnapshot.ObjectId id) {
    return new ResourceKey(id.resource(), id.namespace(), id.name());
  }
}
