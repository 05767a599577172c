package io.ciao.apiserver.rbac;

import io.ciao.apiserver.auth.Attributes;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.auth.RoleRules;
import io.ciao.store.ResourceKey;
import io.ciao.store.ResourceStore;
import io.ciao.store.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The roles and bindings as the cache shows them at the moment of the question. Each version of an
/// object is read once and kept; a question about a namespace looks at the cluster's bindings and
/// at those of that namespace alone. Safe for many threads.
public final class StoredRoles implements RoleRules {
  /// Beyond that, all is forgotten and read again as it is asked for.
  private static final int KEPT_MAX = 16_384;

  private final ResourceStore store;
  private final Map<StoredObject, List<PolicyRule>> rules = new ConcurrentHashMap<>();
  private final Map<StoredObject, Binding> bindings = new ConcurrentHashMap<>();

  public StoredRoles(ResourceStore store) {
    this.store = store;
  }

  @Override
  public boolean permits(Identity identity, Attributes attributes) {
    String namespace =
        attributes instanceof Attributes.OfResource resource ? resource.namespace() : "";
    return visit(identity, namespace, rule -> rule.permits(attributes));
  }

  /// All rules of somebody in a namespace, or for the cluster if it is empty. Those about paths
  /// come from cluster-wide bindings alone.
  public List<PolicyRule> of(Identity identity, String namespace) {
    List<PolicyRule> all = new ArrayList<>();
    visit(
        identity,
        namespace,
        rule -> {
          all.add(rule);
          return false;
        });
    return all;
  }

  /// The rules of a role; null if it does not exist.
  @Nullable List<PolicyRule> of(ResourceKey role) {
    return store.get(role).map(this::rules).orElse(null);
  }

  /// Shows rules until one is enough.
  ///
  /// @return whether one was
  private boolean visit(Identity identity, String namespace, Predicate<PolicyRule> enough) {
    for (StoredObject binding : store.list(Kinds.CLUSTER_ROLE_BINDINGS, null).objects()) {
      if (visit(identity, binding, null, enough)) {
        return true;
      }
    }
    if (namespace.isEmpty() || namespace.indexOf('/') >= 0) {
      return false;
    }
    for (StoredObject binding : store.list(Kinds.ROLE_BINDINGS, namespace).objects()) {
      if (visit(identity, binding, namespace, enough)) {
        return true;
      }
    }
    return false;
  }

  private boolean visit(
      Identity identity,
      StoredObject stored,
      @Nullable String namespace,
      Predicate<PolicyRule> enough) {
    Binding binding = binding(stored, namespace);
    if (!binding.names(identity)) {
      return false;
    }
    List<PolicyRule> granted = of(binding.role());
    if (granted == null) {
      return false;
    }
    for (PolicyRule rule : granted) {
      boolean counts = namespace == null || rule.aboutResources();
      if (counts && enough.test(rule)) {
        return true;
      }
    }
    return false;
  }

  private Binding binding(StoredObject stored, @Nullable String namespace) {
    Binding known = bindings.get(stored);
    if (known != null) {
      return known;
    }
    Binding read = Binding.of(stored.tree(), namespace);
    keep(bindings, stored, read);
    return read;
  }

  private List<PolicyRule> rules(StoredObject stored) {
    List<PolicyRule> known = rules.get(stored);
    if (known != null) {
      return known;
    }
    List<PolicyRule> read = PolicyRule.of(stored.tree());
    keep(rules, stored, read);
    return read;
  }

  private static <T> void keep(Map<StoredObject, T> kept, StoredObject key, T value) {
    if (kept.size() >= KEPT_MAX) {
      kept.clear();
    }
    kept.put(key, value);
  }
}
