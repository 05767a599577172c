package io.ciao.apiserver.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.apiserver.auth.Attributes;
import io.ciao.apiserver.auth.Identity;
import io.ciao.store.ResourceKey;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class StoredRolesTest {
  private static final String READS_VOLUMES =
      "[{verbs: [get], apiGroups: [ciao.io], resources: [volumes]}]";

  private final RoleWorld world = new RoleWorld();
  private final StoredRoles roles = world.roles();

  private boolean mayRead(Identity identity, String namespace) {
    return roles.permits(
        identity, new Attributes.OfResource("get", "ciao.io", "volumes", "", namespace, "v"));
  }

  @Test
  void givesARoleBoundInANamespaceThereAlone() {
    Identity viewer = RoleWorld.user("tenant-viewer");

    assertThat(mayRead(viewer, "team")).isTrue();
    assertThat(mayRead(viewer, "other")).isFalse();
    assertThat(mayRead(viewer, "")).isFalse();
    assertThat(mayRead(RoleWorld.user("somebody"), "team")).isFalse();
  }

  @Test
  void givesAClusterRoleBindingEverywhere() {
    world.bindEverywhere("reader", "ciao-tenant-viewer");
    Identity reader = RoleWorld.user("reader");

    assertThat(mayRead(reader, "team")).isTrue();
    assertThat(mayRead(reader, "")).isTrue();
  }

  @Test
  void tellsARoleFromAClusterRoleOfTheSameName() {
    world.role(ResourceKey.namespaced("roles", "team", "r"), READS_VOLUMES);
    world.bind("team", "one", "Role", "r");
    world.bind("team", "two", "ClusterRole", "r");
    world.bind("other", "one", "Role", "r");

    assertThat(mayRead(RoleWorld.user("one"), "team")).isTrue();
    assertThat(mayRead(RoleWorld.user("two"), "team")).isFalse();
    assertThat(mayRead(RoleWorld.user("one"), "other")).isFalse();
  }

  @Test
  void seesChangesOfRolesAndBindingsAtOnce() {
    ResourceKey role = ResourceKey.namespaced("roles", "team", "r");
    world.role(role, READS_VOLUMES);
    world.bind("team", "one", "Role", "r");
    assertThat(mayRead(RoleWorld.user("one"), "team")).isTrue();

    world.role(role, "[]");

    assertThat(mayRead(RoleWorld.user("one"), "team")).isFalse();
  }

  @Test
  void knowsGroupsAndServiceAccounts() {
    world.role(ResourceKey.namespaced("roles", "team", "r"), READS_VOLUMES);
    world
        .store()
        .put(
            ResourceKey.namespaced("rolebindings", "team", "b"),
            RoleWorld.tree(
                "metadata: {namespace: team, name: b}\nroleRef: {kind: Role, name: r}\nsubjects:"
                    + " [{kind: Group, name: ops}, {kind: ServiceAccount, namespace: other, name:"
                    + " robot}]"));

    assertThat(mayRead(Identity.known("x", List.of("ops"), Set.of(), ""), "team")).isTrue();
    assertThat(mayRead(RoleWorld.user("ops"), "team")).isFalse();
    assertThat(mayRead(RoleWorld.user("system:serviceaccount:other:robot"), "team")).isTrue();
    assertThat(mayRead(RoleWorld.user("system:serviceaccount:team:robot"), "team")).isFalse();
  }

  @Test
  void grantsPathsByClusterRoleBindingsAlone() {
    world.bind("team", "one", "ClusterRole", "cluster-admin");
    world.bindEverywhere("two", "cluster-admin");
    Attributes path = new Attributes.OfPath("get", "/metrics");

    assertThat(roles.permits(RoleWorld.user("one"), path)).isFalse();
    assertThat(roles.permits(RoleWorld.user("two"), path)).isTrue();
    assertThat(roles.of(RoleWorld.user("one"), "team"))
        .contains(PolicyRule.EVERYTHING)
        .doesNotContain(PolicyRule.EVERY_PATH);
  }
}
