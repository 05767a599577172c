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
import io.ciao.apiserver.quota.Charges;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.Change;
import io.ciao.store.Expected;
import java.util.List;

/// An Instance stays until its node has removed it; its references are looked up, its computed
/// conditions kept, and its address claim goes with it.
final class InstanceAdmission implements Admission {
  private static final String SPEC = "spec";
  private static final String PLACEMENT = "spec.placement";

  private final References references;
  private final InstanceReferences named;
  private final Priorities priorities;

  InstanceAdmission(References references, Priorities priorities) {
    this.references = references;
    this.named = new InstanceReferences(references);
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
    InstanceReferences.Made made = named.check(draft, SPEC, spec);
    named.permitted(draft, SPEC, made.spec());
    PlacementFields.check(draft, PLACEMENT, spec.path("placement"));
    priorities.settle(draft, made.workload());
    Charges.settle(tree, made.spec());
    InstanceConditions.initialise(tree, draft.now());
  }

  @Override
  public void update(ObjectNode old, Draft draft) {
    JsonNode spec = draft.tree().path("spec");
    if (!old.path("spec").equals(spec)) {
      PlacementFields.check(
          draft, PLACEMENT, old.path("spec").path("placement"), spec.path("placement"));
      String groups = "securityGroups";
      if (!old.path("spec").path(groups).equals(spec.path(groups))) {
        named.groups(draft, SPEC, spec);
      }
      WorkloadSpec base = references.base(draft.tree());
      EffectiveSpec made = EffectiveSpec.of(spec(draft.tree()), base);
      Charges.settle(draft.tree(), made);
      if (!EffectiveSpec.of(spec(old), base).privileged()) {
        named.permitted(draft, SPEC, made);
      }
    }
    InstanceConditions.refresh(draft.tree(), draft.now());
  }

  @Override
  public void updateStatus(ObjectNode old, Draft draft) {
    // What the tenant is charged, what the instance is made from and when is nobody's to write.
    ObjectNode status = ObjectTree.map(draft.tree(), "status");
    for (String field : List.of("charge", "resolved", "trace")) {
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
}
