package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.status.Cause;

/// A rule of a Role or ClusterRole has verbs, and is either about resources or about paths.
final class RoleAdmission implements Admission {
  @Override
  public void create(Draft draft) {
    JsonNode rules = draft.tree().path("rules");
    for (int i = 0; i < rules.size(); i++) {
      check(draft, rules.get(i), "rules[" + i + "]");
    }
  }

  @Override
  public void update(ObjectNode old, Draft draft) {
    create(draft);
  }

  private static void check(Draft draft, JsonNode rule, String at) {
    if (rule.path("verbs").isEmpty()) {
      draft.refuse(Cause.required(at + ".verbs", "verbs must contain at least one value"));
    }
    boolean paths = !rule.path("nonResourceURLs").isEmpty();
    boolean resources = !rule.path("resources").isEmpty();
    boolean groups = !rule.path("apiGroups").isEmpty();
    boolean names = !rule.path("resourceNames").isEmpty();
    if (paths && (resources || groups || names)) {
      draft.refuse(
          Cause.invalid(
              at + ".nonResourceURLs",
              "rules cannot apply to both regular resources and non-resource URLs"));
    } else if (!paths && !groups) {
      draft.refuse(
          Cause.required(at + ".apiGroups", "resource rules must supply at least one api group"));
    } else if (!paths && !resources) {
      draft.refuse(
          Cause.required(at + ".resources", "resource rules must supply at least one resource"));
    }
  }
}
