package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.meta.Finalizers;
import io.ciao.apiserver.tree.ObjectTree;

/// An ExternalIP says what it waits for, and stays until no concentrator has its address.
final class ExternalIPAdmission implements Admission {
  private final References references;

  ExternalIPAdmission(References references) {
    this.references = references;
  }

  @Override
  public void create(Draft draft) {
    check(draft);
    ObjectTree.addFinalizer(draft.tree(), Finalizers.EXTERNAL_IP);
    String pool = draft.tree().path("spec").path("pool").asText();
    InitialStatus.pending(draft, "waiting for an address of the pool " + pool);
  }

  @Override
  public void update(ObjectNode old, Draft draft) {
    check(draft);
  }

  private void check(Draft draft) {
    var spec = draft.tree().path("spec");
    references.clusterWide(draft, "externalippools", "spec.pool", spec.path("pool").asText());
    String instance = spec.path("instance").asText("");
    if (!instance.isEmpty()) {
      references.own(draft, "instances", "spec.instance", instance);
    }
  }
}
