package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.EffectiveSpec;
import io.ciao.api.instance.InstanceSpec;
import io.ciao.api.meta.Finalizers;
import io.ciao.api.workload.WorkloadSpec;
import io.ciao.apiserver.instance.AddressClaim;
import io.ciao.apiserver.instance.InstanceConditions;
import io.ciao.apiserver.instance.Privilege;
import io.ciao.apiserver.quota.Charges;
import io.ciao.apiserver.reference.SharedObjects;
import io.ciao.apiserver.status.Cause;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.Change;
import io.ciao.store.Expected;
import java.util.List;

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
    WorkloadSpec workload = workload(draft, spec);
    EffectiveSpec made = EffectiveSpec.of(spec(tree), workload);
    made.image().ifPresent(name -> references.shared(draft, "images", "spec.image", name));
    privileged(draft, made);
    priorities.settle(draft, workload);
    for (String key : ObjectTree.texts(spec.path("sshKeys"))) {
      references.own(draft, "sshkeys", "spec.sshKeys", key);
    }
    String network = spec.path("network").path("name").asText("default");
    references.own(draft, "tenantnetworks", "spec.network.name", network);
    Charges.settle(tree, made);
    InstanceConditions.initialise(tree, draft.now());
  }

  @Override
  public void update(ObjectNode old, Draft draft) {
    JsonNode spec = draft.tree().path("spec");
    if (!old.path("spec").equals(spec)) {
      WorkloadSpec base = references.base(draft.tree());
      EffectiveSpec made = EffectiveSpec.of(spec(draft.tree()), base);
      Charges.settle(draft.tree(), made);
      if (!EffectiveSpec.of(spec(old), base).privileged()) {
        privileged(draft, made);
      }
    }
    InstanceConditions.refresh(draft.tree(), draft.now());
  }

  @Override
  public void updateStatus(ObjectNode old, Draft draft) {
    // What the tenant is charged and what the instance is made from is nobody's to write.
    ObjectNode status = ObjectTree.map(draft.tree(), "status");
    for (String field : List.of("charge", "resolved")) {
      JsonNode present = old.path("status").get(field);
      if (present == null) {
        status.remove(field);
      } else {
        status.set(field, present);
      }
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

  private static InstanceSpec spec(JsonNode instance) {
    return Json.toRecord(instance.path("spec"), InstanceSpec.class);
  }

  /// The spec of its workload; empty where it names none, or none is there yet.
  private WorkloadSpec workload(Draft draft, JsonNode spec) {
    String name = spec.path("workload").asText("");
    if (!name.isEmpty()) {
      return SharedObjects.spec(references.shared(draft, "workloads", "spec.workload", name));
    }
    if (!spec.hasNonNull("image")) {
      draft.refuse(Cause.required("spec.image", "an instance names a workload, an image, or both"));
    }
    return WorkloadSpec.EMPTY;
  }

  /// Root on the node is the Tenant's to permit. What only the workload brings along, which may
  /// come or change later, is judged again by the bind.
  private void privileged(Draft draft, EffectiveSpec made) {
    if (!made.privileged()) {
      return;
    }
    Privilege.missing(draft.namespace(), references.tenant(draft.namespace()))
        .ifPresent(why -> draft.refuse(Cause.forbidden("spec.privileged", why)));
  }
}
