package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// An ExternalIP says what it waits for.
final class ExternalIPAdmission implements Admission {
  private final References references;

  ExternalIPAdmission(References references) {
    this.references = references;
  }

  @Override
  public void create(Draft draft) {
    check(draft);
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
