package io.ciao.apiserver.tenant;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.status.GroupResource;
import io.ciao.apiserver.status.Refusals;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.apiserver.write.Attempt;
import io.ciao.apiserver.write.WriteLoop;
import io.ciao.store.Change;
import io.ciao.store.Guard;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoreException;
import io.ciao.store.StoredObject;
import io.ciao.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Deletes an empty tenant. Steps: (1) the Namespace is marked Terminating, on which every create
/// in it, whose transaction compares the Namespace, fails; (2) its content is read at a version
/// after that; (3) if there is any, the mark is taken back and the deletion refused; (4) else what
/// only the system made (events, the network `default`) goes, and then Tenant and Namespace in one
/// transaction. A crash in between leaves the mark; the leader calls [#finish], which goes on from
/// there.
public final class TenantDeletion {
  private static final String PHASE = "phase";
  private static final String TERMINATING = "Terminating";
  private static final String DEFAULT_NETWORK = "default";
  private static final int NAMED_MAX = 5;

  private final ResourceStore store;
  private final WriteLoop writes;
  private final KindRegistry kinds;

  public TenantDeletion(ResourceStore store, WriteLoop writes, KindRegistry kinds) {
    this.store = store;
    this.writes = writes;
    this.kinds = kinds;
  }

  /// Deletes a tenant that holds nothing.
  ///
  /// @param asked how the caller named it, for messages
  /// @throws io.ciao.apiserver.status.RequestRefused 409 if something is left in it
  public void delete(String tenant, GroupResource asked) {
    refuseIfUsed(tenant, asked);
    mark(tenant, TERMINATING);
    finish(tenant, asked);
  }

  /// Goes on with a tenant that is marked Terminating.
  public void finish(String tenant, GroupResource asked) {
    catchUp();
    if (!content(tenant).isEmpty()) {
      mark(tenant, "Active");
      refuseIfUsed(tenant, asked);
    }
    for (KindDefinition kind : namespaced()) {
      for (StoredObject object : store.list(kind.plural(), tenant).objects()) {
        remove(object.key());
      }
    }
    writes.run(List.of(), () -> removePair(tenant));
  }

  /// Refuses if the tenant holds anything of its own, or may never go.
  public void refuseIfUsed(String tenant, GroupResource asked) {
    if (tenant.equals(DEFAULT_NETWORK)) {
      throw Refusals.forbidden(asked, tenant, "the tenant default is the system's");
    }
    List<String> content = content(tenant);
    if (!content.isEmpty()) {
      int more = content.size() - NAMED_MAX;
      String named = String.join(", ", content.subList(0, Math.min(content.size(), NAMED_MAX)));
      throw Refusals.conflict(
          asked,
          tenant,
          "it is not empty: delete "
              + named
              + (more > 0 ? " and " + more + " more" : "")
              + " first");
    }
  }

  /// What is in it, as `kind/name`, without what the system makes by itself.
  private List<String> content(String tenant) {
    List<String> content = new ArrayList<>();
    for (KindDefinition kind : namespaced()) {
      for (StoredObject object : store.list(kind.plural(), tenant).objects()) {
        boolean ownNetwork =
            kind.kind().equals("TenantNetwork") && object.key().name().equals(DEFAULT_NETWORK);
        if (!kind.kind().equals("Event") && !ownNetwork) {
          content.add(kind.names().singular() + "/" + object.key().name());
        }
      }
    }
    return content;
  }

  private List<KindDefinition> namespaced() {
    return kinds.kinds().stream().filter(KindDefinition::namespaced).toList();
  }

  private void mark(String tenant, String phase) {
    ResourceKey key = ResourceKey.cluster("namespaces", tenant);
    writes.<Boolean>run(
        List.of(),
        () -> {
          StoredObject current =
              store
                  .get(key)
                  .orElseThrow(
                      () -> Refusals.notFound(new GroupResource("", "namespaces"), tenant));
          ObjectNode tree = current.tree();
          ObjectNode status = ObjectTree.map(tree, "status");
          if (status.path(PHASE).asText().equals(phase)) {
            return new Attempt.Done<>(true);
          }
          status.put(PHASE, phase);
          return Attempt.commit(
              Transaction.of(new Change.Update(key, current.version(), tree)), _ -> true);
        });
  }

  private void remove(ResourceKey key) {
    writes.<Boolean>run(
        List.of(),
        () -> {
          Optional<StoredObject> current = store.get(key);
          if (current.isEmpty()) {
            return new Attempt.Done<>(true);
          }
          return Attempt.commit(
              Transaction.of(new Change.Delete(key, current.get().version())), _ -> true);
        });
  }

  private Attempt<Boolean> removePair(String tenant) {
    List<Change> changes = new ArrayList<>();
    for (String resource : List.of("tenants", "namespaces")) {
      ResourceKey key = ResourceKey.cluster(resource, tenant);
      store.get(key).ifPresent(o -> changes.add(new Change.Delete(key, o.version())));
    }
    if (changes.isEmpty()) {
      return new Attempt.Done<>(true);
    }
    return Attempt.commit(new Transaction(changes, List.<Guard>of()), _ -> true);
  }

  private void catchUp() {
    try {
      store.awaitCurrent();
    } catch (StoreException e) {
      throw WriteLoop.refusal(e);
    }
  }
}
