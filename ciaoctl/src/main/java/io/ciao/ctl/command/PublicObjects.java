package io.ciao.ctl.command;

import io.ciao.api.client.ApiException;
import io.ciao.api.client.ListQuery;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.Targets.Target;
import java.util.List;
import java.util.Set;

/// The workloads and images that every tenant may use: somebody who has none of their own can use
/// these, though no list of their tenant shows them.
record PublicObjects(Session session) {
  private static final Set<String> SHARED = Set.of("workloads", "images");
  private static final String OWNER = "default";
  private static final String PUBLIC = "spec.visibility=public";

  /// A sentence that names them, with a space before it; empty where there are none to tell of.
  String said(Target target) {
    var kind = target.kind().plural();
    if (!SHARED.contains(kind) || session.namespace().equals(OWNER)) {
      return "";
    }
    var names = names(target);
    return names.isEmpty()
        ? ""
        : " Public ones that it can use: %s (ciaoctl get %s -n %s --field-selector %s)"
            .formatted(String.join(", ", names), kind, OWNER, PUBLIC);
  }

  private List<String> names(Target target) {
    try {
      var query = new ListQuery(PUBLIC, null, null, null);
      return session.client().list(target.type(), OWNER, query).items().stream()
          .map(item -> item.path("metadata").path("name").asText())
          .sorted()
          .toList();
    } catch (ApiException _) {
      // Who may not ask is not told.
      return List.of();
    }
  }
}
