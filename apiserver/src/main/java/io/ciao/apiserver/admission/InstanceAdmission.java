package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.meta.Finalizers;
import io.ciao.apiserver.instance.AddressClaim;
import io.ciao.apiserver.instance.InstanceConditions;
import io.ciao.apiserver.instance.Privilege;
import io.ciao.apiserver.quota.Charges;
import io.ciao.apiserver.reference.SharedObjects;
import io.ciao.apiserver.status.Cause;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.Change;
import io.ciao.store.Expected;
import io.ciao.store.StoredObject;
import java.util.Optional;

/// An Instance stays until its node has removed it; its references are looked up, its computed
/// conditions kept, and its address claim goes with it.
final class InstanceAdmission implements Admission {
  private final References references;
  private final Priorities priorities;

  InstanceAdmission(References references, Priorities priorities) {
    this.references = references;
    this.priorities = priorities;
  }

  @Override
  public void beforeUpdate(ObjectNode old, ObjectNode wanted) {
    Priorities.keep(old, wanted);
  }

  @Override
  public void create(Draft draft) {
    ObjectNode tree = draft.tree();
    ObjectTree.addFinalizer(tree, Finalizers.NODE);
    JsonNode spec = tree.path("spec");
    Optional<JsonNode> workload = workload(draft, spec);
    image(draft, spec, workload);
    privileged(draft, workload.orElse(MissingNode.getInstance()));
    priorities.settle(draft, workload.orElse(MissingNode.getInstance()));
    for (String key : ObjectTree.texts(spec.path("sshKeys"))) {
      references.own(draft, "sshkeys", "spec.sshKeys", key);
    }
    String network = spec.path("network").path("name").asText("default");
    references.own(draft, "tenantnetworks", "spec.network.name", network);
    Charges.settle(tree, workload.orElse(MissingNode.getInstance()));
    InstanceConditions.initialise(tree, draft.now());
  }

  @Override
  public void update(ObjectNode old, Draft draft) {
    JsonNode spec = draft.tree().path("spec");
    if (!old.path("spec").equals(spec)) {
      Optional<StoredObject> workload = references.workload(draft.namespace(), spec);
      settle(old, draft, workload);
      JsonNode base = SharedObjects.spec(workload);
      if (!Privilege.wanted(old.path("spec"), base)) {
        privileged(draft, base);
      }
    }
    InstanceConditions.refresh(draft.tree(), draft.now());
  }

  /// A bound instance costs what the revision of its workload says that it was made from, whatever
  /// became of the workload since.
  private void settle(ObjectNode old, Draft draft, Optional<StoredObject> workload) {
    ObjectNode tree = draft.tree();
    String pinned = tree.path("status").path("workloadRevision").asText("");
    boolean known =
        pinned.isEmpty()
            || workload.map(SharedObjects::revision).filter(pinned::equals).isPresent();
    if (known) {
      Charges.settle(tree, SharedObjects.spec(workload));
      return;
    }
    for (String field : Charges.settleOwn(old, tree)) {
      draft.refuse(
          Cause.forbidden(
              "spec.resources." + field,
              "it cannot be left to the workload, which has changed since the instance was bound;"
                  + " write the value that it shall have"));
    }
  }

  @Override
  public void updateStatus(ObjectNode old, Draft draft) {
    // What the tenant is charged is nobody's to write.
    ObjectNode status = ObjectTree.map(draft.tree(), "status");
    JsonNode charge = old.path("status").get("charge");
    if (charge == null) {
      status.remove("charge");
    } else {
      status.set("charge", charge);
    }
    InstanceConditions.refresh(draft.tree(), draft.now());
  }

  @Override
  public void remove(Draft draft) {
    String address = draft.tree().path("status").path("network").path("address").asText("");
    if (!address.isEmpty()) {
      draft.alongside(
          new Change.DeleteSystem(AddressClaim.key(draft.tree(), address), Expected.any()));
    }
  }

  private Optional<JsonNode> workload(Draft draft, JsonNode spec) {
    String name = spec.path("workload").asText("");
    if (name.isEmpty()) {
      if (!spec.hasNonNull("image")) {
        draft.refuse(
            Cause.required("spec.image", "an instance names a workload, an image, or both"));
      }
      return Optional.empty();
    }
    return references
        .shared(draft, "workloads", "spec.workload", name)
        .map(StoredObject::view)
        .map(tree -> tree.path("spec"));
  }

  private void image(Draft draft, JsonNode spec, Optional<JsonNode> workload) {
    String own = spec.path("image").asText("");
    String image = own.isEmpty() ? workload.map(w -> w.path("image").asText("")).orElse("") : own;
    if (!image.isEmpty()) {
      references.shared(draft, "images", "spec.image", image);
    }
  }

  /// Root on the node is the Tenant's to permit. What only the workload brings along, which may
  /// come or change later, is judged again by the bind.
  private void privileged(Draft draft, JsonNode workload) {
    if (!Privilege.wanted(draft.tree().path("spec"), workload)) {
      return;
    }
    Privilege.missing(draft.namespace(), references.tenant(draft.namespace()))
        .ifPresent(why -> draft.refuse(Cause.forbidden("spec.privileged", why)));
  }
}
