package io.ciao.apiserver.rbac;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.apiserver.auth.Identity;
import io.ciao.store.ResourceKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A RoleBinding or ClusterRoleBinding as rules are looked up with it.
///
/// @param role what it gives
record Binding(ResourceKey role, List<Subject> subjects) {
  Binding {
    subjects = List.copyOf(subjects);
  }

  /// Reads a binding.
  ///
  /// @param namespace null for a cluster role binding
  static Binding of(JsonNode tree, @Nullable String namespace) {
    return new Binding(role(tree, namespace), Subject.of(tree, namespace));
  }

  private static ResourceKey role(JsonNode tree, @Nullable String namespace) {
    JsonNode reference = tree.path("roleRef");
    String name = reference.path("name").asText("");
    // A name that no object can have finds none.
    String safe = name.isEmpty() || name.indexOf('/') >= 0 ? "\0" : name;
    return namespace != null && reference.path("kind").asText("").equals("Role")
        ? ResourceKey.namespaced(Kinds.ROLES, namespace, safe)
        : ResourceKey.cluster(Kinds.CLUSTER_ROLES, safe);
  }

  boolean names(Identity identity) {
    for (Subject subject : subjects) {
      if (subject.is(identity)) {
        return true;
      }
    }
    return false;
  }
}
