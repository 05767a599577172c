package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// A revocation means one certificate, or those of one node.
final class CertificateRevocationAdmission implements Admission {
  @Override
  public void create(Draft draft) {
    check(draft);
  }

  @Override
  public void update(ObjectNode old, Draft draft) {
    check(draft);
  }

  private static void check(Draft draft) {
    OneOf.require(draft, draft.tree().path("spec"), "spec", List.of("serialNumber", "nodeName"));
  }
}
