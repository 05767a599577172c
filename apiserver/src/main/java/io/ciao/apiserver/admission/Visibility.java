package io.ciao.apiserver.admission;

import io.ciao.apiserver.reference.SharedObjects;
import io.ciao.apiserver.status.Cause;

/// Public objects live in one tenant, where everybody looks for them.
final class Visibility {
  private Visibility() {}

  static void check(Draft draft) {
    boolean isPublic =
        draft.tree().path("spec").path("visibility").asText("private").equals("public");
    if (isPublic && !draft.namespace().equals(SharedObjects.SHARED_TENANT)) {
      draft.refuse(
          Cause.invalid(
              "spec.visibility",
              "\"public\": public objects live in tenant "
                  + SharedObjects.SHARED_TENANT
                  + "; create it there or make it private"));
    }
  }
}
