package io.ciao.apiserver.rbac;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import io.ciao.apiserver.auth.Identity;
import io.ciao.store.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/// The ready-made roles, and people who have one of them in tenant `team`.
public final class RoleWorld {
  private static final List<String> TENANT_ROLES = List.of("admin", "member", "viewer");

  private final FixedStore store = new FixedStore();

  public RoleWorld() {
    List<ObjectNode> objects = ReadyMadeRoles.load().objects();
    for (ObjectNode object : objects) {
      if (Aggregation.isAggregated(object)) {
        object.set("rules", Aggregation.rules(object, objects));
      }
      store.put(ReadyMadeRoles.key(object), object);
    }
    for (String role : TENANT_ROLES) {
      bind("team", "tenant-" + role, "ClusterRole", "ciao-tenant-" + role);
    }
  }

  /// Binds a user in a namespace.
  void bind(String namespace, String user, String kind, String role) {
    store.put(
        ResourceKey.namespaced(Kinds.ROLE_BINDINGS, namespace, user + "-" + role),
        tree(
            "metadata: {namespace: %s, name: b}\nroleRef: {kind: %s, name: \"%s\"}\n"
                    .formatted(namespace, kind, role)
                + "subjects: [{kind: User, name: \""
                + user
                + "\"}]"));
  }

  /// Binds a user everywhere.
  void bindEverywhere(String user, String role) {
    store.put(
        ResourceKey.cluster(Kinds.CLUSTER_ROLE_BINDINGS, user + "-" + role),
        tree(
            "metadata: {name: b}\nroleRef: {kind: ClusterRole, name: \"%s\"}\n".formatted(role)
                + "subjects: [{kind: User, name: \""
                + user
                + "\"}]"));
  }

  /// Puts a role.
  void role(ResourceKey key, String rules) {
    store.put(key, tree("metadata: {name: " + key.name() + "}\nrules: " + rules));
  }

  FixedStore store() {
    return store;
  }

  /// The rules of this world.
  public StoredRoles roles() {
    return new StoredRoles(store);
  }

  /// Somebody who is in no group but that of everybody who is known.
  public static Identity user(String name) {
    return Identity.known(name, List.of(), Set.of(), "");
  }

  static ObjectNode tree(String yaml) {
    return ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8));
  }
}
