package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.fields.FieldOwnership;
import io.ciao.api.fields.FieldSet;
import io.ciao.api.fields.ManagedFields;
import io.ciao.api.fields.Manager;
import io.ciao.api.meta.CommonReasons;
import io.ciao.api.meta.Condition;
import io.ciao.api.schema.Defaults;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.api.tenant.TenantReasons;
import io.ciao.apiserver.request.FieldManagers;
import io.ciao.apiserver.tenant.PairMark;
import io.ciao.apiserver.tree.ConditionTrees;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.Change;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/// A Tenant and its Namespace are made and removed together, whichever of the two a client names.
final class TenantPair {
  private final ResourceStore store;
  private final KindRegistry kinds;
  private final Supplier<String> uids;

  TenantPair(ResourceStore store, KindRegistry kinds, Supplier<String> uids) {
    this.store = store;
    this.kinds = kinds;
    this.uids = uids;
  }

  /// Adds the creation of the other half, unless it is there (it was put by hand).
  void create(Draft draft, String otherKind) {
    KindDefinition kind = kinds.require(otherKind);
    ResourceKey key = ResourceKey.cluster(kind.plural(), draft.name());
    if (store.get(key).isPresent()) {
      return;
    }
    ObjectNode other = Json.object();
    other.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    other.putObject("metadata").put("name", draft.name());
    Defaults.apply(kind, other);
    ObjectNode metadata = ObjectTree.metadata(other);
    metadata.put("uid", uids.get());
    metadata.put("creationTimestamp", ObjectTree.time(draft.now()));
    metadata.put("generation", 1);
    initialStatus(other, draft.now());
    own(kind, other, draft.now());
    draft.alongside(new Change.Create(key, other));
  }

  /// The apiserver owns the status that it gave, and nobody the rest: whoever applies the other
  /// half later meets no conflict.
  private static void own(KindDefinition kind, ObjectNode other, Instant now) {
    Manager system = Manager.update(FieldManagers.APISERVER, kind.apiVersion(), "status");
    FieldSet set = new FieldOwnership(kind).changes(Json.object(), other, true).set();
    ManagedFields.NONE.afterWrite(system, set, FieldSet.EMPTY, ObjectTree.time(now)).writeTo(other);
  }

  /// The status that either half has from its first moment, and what keeps a Namespace.
  static void initialStatus(ObjectNode tree, Instant now) {
    ObjectNode status = ObjectTree.map(tree, "status");
    if (tree.path("kind").asText().equals("Namespace")) {
      status.put("phase", "Active");
      PairMark.hold(tree);
      return;
    }
    status.put("observedGeneration", 1);
    Condition ready =
        Condition.of(
                CommonReasons.READY,
                Condition.TRUE,
                TenantReasons.ACTIVE,
                "the tenant's namespace exists")
            .observing(1);
    ConditionTrees.put(tree, List.of(ready), now);
  }
}
