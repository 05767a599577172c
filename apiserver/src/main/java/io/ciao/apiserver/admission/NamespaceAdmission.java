package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;

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

  @Override
  public void updateStatus(ObjectNode old, Draft draft) {
    String phase = old.path("status").path("phase").asText("Active");
    io.ciao.apiserver.tree.ObjectTree.map(draft.tree(), "status").put("phase", phase);
  }

  @Override
  public void remove(Draft draft) {
    pair.remove(draft, "Tenant");
  }
}
