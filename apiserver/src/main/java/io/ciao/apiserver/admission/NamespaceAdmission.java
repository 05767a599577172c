package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.tree.ObjectTree;

/// A Namespace comes and goes with its Tenant; its phase is the apiserver's.
final class NamespaceAdmission implements Admission {
  private final TenantPair pair;

  NamespaceAdmission(TenantPair pair) {
    this.pair = pair;
  }

  @Override
  public void create(Draft draft) {
    TenantPair.initialStatus(draft.tree(), draft.now());
    pair.create(draft, "Tenant");
  }

  /// What waits for its content is replaced through `finalize` alone.
  @Override
  public void update(ObjectNode old, Draft draft) {
    if (old.path("spec").path("finalizers").isArray()) {
      ObjectTree.map(draft.tree(), "spec")
          .set("finalizers", old.path("spec").path("finalizers").deepCopy());
    }
  }

  /// It goes with its Tenant, when the leader has removed what is in it.
  @Override
  public boolean holds(ObjectNode tree) {
    return true;
  }

  @Override
  public void updateStatus(ObjectNode old, Draft draft) {
    String phase = old.path("status").path("phase").asText("Active");
    ObjectTree.map(draft.tree(), "status").put("phase", phase);
  }
}
