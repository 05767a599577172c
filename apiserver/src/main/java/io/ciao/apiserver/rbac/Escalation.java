package io.ciao.apiserver.rbac;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.auth.Attributes;
import io.ciao.apiserver.auth.Decision;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.auth.RoleWrites;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.ResourceKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Nobody hands out more than they have: whoever writes a role must have each of its rules
/// themselves, or the verb `escalate` on it; whoever writes a binding must have each rule of the
/// role that it gives, or the verb `bind` on that role.
public final class Escalation implements RoleWrites {
  private static final int NAMED_MAX = 5;

  private final StoredRoles roles;

  public Escalation(StoredRoles roles) {
    this.roles = roles;
  }

  @Override
  public Decision decide(
      Identity identity, String resource, @Nullable ObjectNode old, ObjectNode changed) {
    if (identity.isAdmin()) {
      return Decision.ALLOWED;
    }
    return switch (resource) {
      case Kinds.ROLES, Kinds.CLUSTER_ROLES -> role(identity, resource, old, changed);
      case Kinds.ROLE_BINDINGS, Kinds.CLUSTER_ROLE_BINDINGS -> binding(identity, old, changed);
      default -> Decision.ALLOWED;
    };
  }

  private Decision role(
      Identity identity, String resource, @Nullable ObjectNode old, ObjectNode changed) {
    boolean same =
        old != null
            && old.path("rules").equals(changed.path("rules"))
            && old.path("aggregationRule").equals(changed.path("aggregationRule"));
    String namespace = ObjectTree.namespace(changed);
    if (same || may(identity, "escalate", resource, namespace, ObjectTree.name(changed))) {
      return Decision.ALLOWED;
    }
    List<PolicyRule> wanted = new ArrayList<>(PolicyRule.of(changed));
    JsonNode selectors = changed.path("aggregationRule").path("clusterRoleSelectors");
    if (!selectors.isEmpty()) {
      // What it will select is not known yet.
      wanted.add(PolicyRule.EVERYTHING);
      wanted.add(PolicyRule.EVERY_PATH);
    }
    return covered(identity, namespace, wanted);
  }

  private Decision binding(Identity identity, @Nullable ObjectNode old, ObjectNode changed) {
    boolean same =
        old != null
            && old.path("subjects").equals(changed.path("subjects"))
            && old.path("roleRef").equals(changed.path("roleRef"));
    if (same) {
      return Decision.ALLOWED;
    }
    String namespace = ObjectTree.namespace(changed);
    ResourceKey role = Binding.of(changed, namespace.isEmpty() ? null : namespace).role();
    String roleNamespace = role.namespace() == null ? "" : namespace;
    if (may(identity, "bind", role.resource(), namespace, role.name())
        || may(identity, "bind", role.resource(), roleNamespace, role.name())) {
      return Decision.ALLOWED;
    }
    List<PolicyRule> granted = roles.of(role);
    if (granted == null) {
      return Decision.denied(
          "the role "
              + role
              + " does not exist, so what it would grant cannot be compared with what you may do");
    }
    return covered(identity, namespace, granted);
  }

  private boolean may(
      Identity identity, String verb, String resource, String namespace, String name) {
    return roles.permits(
        identity, new Attributes.OfResource(verb, Kinds.GROUP, resource, "", namespace, name));
  }

  private Decision covered(Identity identity, String namespace, List<PolicyRule> wanted) {
    List<PolicyRule> own = roles.of(identity, namespace);
    List<PolicyRule> missing = missing(own, wanted);
    if (missing.isEmpty()) {
      return Decision.ALLOWED;
    }
    List<String> named = missing.stream().limit(NAMED_MAX).map(PolicyRule::toString).toList();
    int more = missing.size() - named.size();
    return Decision.denied(
        "user \""
            + identity.user()
            + "\" is attempting to grant permissions not currently held: "
            + String.join("; ", named)
            + (more > 0 ? " and " + more + " more" : ""));
  }

  /// The parts of what is wanted that no rule of one's own covers. Pure.
  static List<PolicyRule> missing(List<PolicyRule> own, List<PolicyRule> wanted) {
    List<PolicyRule> missing = new ArrayList<>();
    for (PolicyRule rule : wanted) {
      for (PolicyRule part : rule.parts()) {
        if (own.stream().noneMatch(mine -> mine.covers(part))) {
          missing.add(part);
        }
      }
    }
    return missing;
  }
}
