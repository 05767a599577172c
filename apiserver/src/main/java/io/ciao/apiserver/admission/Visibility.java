package io.ciao.apiserver.admission;

import io.ciao.apiserver.status.Cause;

/// Public objects live in one tenant, where everybody looks for them.
final class Visibility {
  static final String SHARED_TENANT = "default";

  private Visibility() {}

  static void check(Draft draft) {
    boolean isPublic =
        draft.tree().path("spec").path("visibility").asText("private").equals("public");
    if (isPublic && !draft.namespace().equals(SHARED_TENANT)) {
      draft.refuse(
          Cause.invalid(
              "spec.visibility",
              "\"public\": public objects live in tenant "
                  + SHARED_TENANT
                  + "; create it there or make it private"));
    }
  }
}
