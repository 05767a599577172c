package io.ciao.apiserver.rbac;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.apiserver.auth.Identity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Somebody that a binding names: a user or a group. A service account is the user of its name.
///
/// @param group whether it is a group
record Subject(boolean group, String name) {
  /// The subjects of a binding.
  ///
  /// @param namespace the binding's; null for a cluster role binding
  static List<Subject> of(JsonNode binding, @Nullable String namespace) {
    List<Subject> subjects = new ArrayList<>();
    for (JsonNode subject : binding.path("subjects")) {
      String name = subject.path("name").asText("");
      switch (subject.path("kind").asText("")) {
        case "User" -> subjects.add(new Subject(false, name));
        case "Group" -> subjects.add(new Subject(true, name));
        case "ServiceAccount" -> {
          String own = subject.path("namespace").asText(namespace == null ? "" : namespace);
          subjects.add(new Subject(false, ServiceAccounts.user(own, name)));
        }
        default -> {
          // The schema admits no other kind; what is stored otherwise names nobody.
        }
      }
    }
    return List.copyOf(subjects);
  }

  boolean is(Identity identity) {
    return group ? identity.groups().contains(name) : identity.user().equals(name);
  }
}
