package io.ciao.apiserver.admission;

import io.ciao.api.meta.Shared;
import io.ciao.apiserver.status.Cause;

/// Public objects live in one tenant, where everybody looks for them.
final class Visibility {
  private Visibility() {}

  static void check(Draft draft) {
    if (Shared.isPublic(draft.tree()) && !draft.namespace().equals(Shared.TENANT)) {
      draft.refuse(
          Cause.invalid(
              "spec.visibility",
              "\"public\": public objects live in tenant "
                  + Shared.TENANT
                  + "; create it there or make it private"));
    }
  }
}
