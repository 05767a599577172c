package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.meta.CommonReasons;
import io.ciao.apiserver.tree.ObjectTree;

/// A Tenant comes and goes with its Namespace.
final class TenantAdmission implements Admission {
  private final TenantPair pair;

  TenantAdmission(TenantPair pair) {
    this.pair = pair;
  }

  @Override
  public void create(Draft draft) {
    TenantPair.initialStatus(draft.tree(), draft.now());
    pair.create(draft, "Namespace");
  }

  /// Nothing has to be done for a changed Tenant, so its status follows at once.
  @Override
  public void update(ObjectNode old, Draft draft) {
    long generation = ObjectTree.generation(draft.tree());
    ObjectNode status = ObjectTree.map(draft.tree(), "status");
    status.put("observedGeneration", generation);
    status
        .path("conditions")
        .forEach(
            condition -> {
              if (condition instanceof ObjectNode map
                  && map.path("type").asText().equals(CommonReasons.READY)) {
                map.put("observedGeneration", generation);
              }
            });
  }

  /// It goes with its Namespace.
  @Override
  public boolean holds(ObjectNode tree) {
    return true;
  }
}
