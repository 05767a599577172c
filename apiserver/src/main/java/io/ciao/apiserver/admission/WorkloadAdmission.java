package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.meta.Shared;
import io.ciao.apiserver.reference.SharedObjects;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoredObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A public Workload lives where everybody looks for it; one that instances are made from is not
/// deleted under them.
final class WorkloadAdmission implements Admission {
  private static final String PLACEMENT = "spec.placement";

  /// Where kinds name the workload that they use, by plural; the field is selectable.
  static final Map<String, String> USERS =
      Map.of("instances", "spec.workload", "instancesets", "spec.template.spec.workload");

  private final ResourceStore store;

  WorkloadAdmission(ResourceStore store) {
    this.store = store;
  }

  @Override
  public void create(Draft draft) {
    Visibility.check(draft);
    PlacementFields.check(draft, PLACEMENT, placement(draft.tree()));
  }

  @Override
  public void update(ObjectNode old, Draft draft) {
    Visibility.check(draft);
    PlacementFields.check(draft, PLACEMENT, placement(old), placement(draft.tree()));
  }

  private static JsonNode placement(ObjectNode workload) {
    return workload.path("spec").path("placement");
  }

  /// An instance looks its workload up until it is first bound, a set whenever it makes one. Those
  /// that are being deleted do so no more. An instance that was accepted before counts, also one
  /// that the cache does not show yet.
  @Override
  public Optional<String> keeps(ObjectNode tree) {
    InUse.catchUp(store);
    List<StoredObject> users =
        USERS.entrySet().stream()
            .flatMap(use -> using(use.getKey(), use.getValue(), tree).stream())
            .filter(user -> !user.deleting() && !resolved(user))
            .toList();
    return InUse.by(users, ObjectTree.namespace(tree), "delete them first");
  }

  private List<StoredObject> using(String resource, String field, ObjectNode workload) {
    String name = ObjectTree.name(workload);
    String namespace = ObjectTree.namespace(workload);
    ResourceKey key = ResourceKey.namespaced("workloads", namespace, name);
    boolean shared = namespace.equals(Shared.TENANT) && Shared.isPublic(workload);
    return store.list(resource, shared ? null : namespace, field, name).objects().stream()
        .filter(user -> means(user, name, key))
        .toList();
  }

  private static boolean resolved(StoredObject user) {
    return user.view().path("status").has("resolved");
  }

  private boolean means(StoredObject user, String name, ResourceKey workload) {
    return SharedObjects.named(store, "workloads", user.key().namespace(), name)
        .usable()
        .filter(found -> found.key().equals(workload))
        .isPresent();
  }
}
