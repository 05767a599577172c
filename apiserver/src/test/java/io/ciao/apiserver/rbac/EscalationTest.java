package io.ciao.apiserver.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.auth.Decision;
import io.ciao.apiserver.auth.Identity;
import io.ciao.store.ResourceKey;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class EscalationTest {
  private final RoleWorld world = new RoleWorld();
  private final Escalation escalation = new Escalation(world.roles());

  private Decision role(String user, String rules) {
    ObjectNode role =
        RoleWorld.tree("metadata: {namespace: team, name: r}\nrules: [" + rules + "]");
    return escalation.decide(RoleWorld.user(user), "roles", null, role);
  }

  private Decision binding(String user, String kind, String role) {
    return escalation.decide(
        RoleWorld.user(user), "rolebindings", null, bindingTree("team", kind, role));
  }

  private static ObjectNode bindingTree(String namespace, String kind, String role) {
    return RoleWorld.tree(
        "metadata: {namespace: %s, name: b}\nroleRef: {kind: %s, name: %s}\n"
                .formatted(namespace, kind, role)
            + "subjects: [{kind: User, name: friend}]");
  }

  private static boolean allowed(Decision decision) {
    return decision instanceof Decision.Allowed;
  }

  @Test
  void letsATenantAdminHandOutWhatTheyHave() {
    assertThat(
            allowed(
                role("tenant-admin", "{verbs: [get], apiGroups: [ciao.io], resources: [volumes]}")))
        .isTrue();
    for (String role : List.of("ciao-tenant-viewer", "ciao-tenant-member", "ciao-tenant-admin")) {
      assertThat(allowed(binding("tenant-admin", "ClusterRole", role))).as(role).isTrue();
    }
  }

  @Test
  void keepsATenantAdminFromHandingOutMore() {
    Decision more =
        role("tenant-admin", "{verbs: [get, delete], apiGroups: [ciao.io], resources: [nodes]}");

    assertThat(more).isInstanceOf(Decision.Denied.class);
    assertThat(((Decision.Denied) more).reason())
        .contains("attempting to grant permissions not currently held")
        .contains("get nodes in group \"ciao.io\"")
        .contains("delete nodes");
    assertThat(allowed(binding("tenant-admin", "ClusterRole", "cluster-admin"))).isFalse();
    assertThat(allowed(binding("tenant-member", "ClusterRole", "ciao-tenant-admin"))).isFalse();
    assertThat(allowed(binding("tenant-admin", "ClusterRole", "nothing"))).isFalse();
  }

  @Test
  void judgesAnotherNamespaceByWhatIsHeldThere() {
    Identity admin = RoleWorld.user("tenant-admin");

    Decision elsewhere =
        escalation.decide(
            admin, "rolebindings", null, bindingTree("other", "ClusterRole", "ciao-tenant-viewer"));

    assertThat(allowed(elsewhere)).isFalse();
  }

  @Test
  void letsAChangeOfLabelsPassAndChecksOneOfSubjects() {
    ObjectNode old = bindingTree("team", "ClusterRole", "cluster-admin");
    ObjectNode labelled = old.deepCopy();
    labelled.withObject("metadata").putObject("labels").put("a", "b");
    ObjectNode more = old.deepCopy();
    more.withArray("subjects").addObject().put("kind", "User").put("name", "tenant-admin");
    Identity admin = RoleWorld.user("tenant-admin");

    assertThat(allowed(escalation.decide(admin, "rolebindings", old, labelled))).isTrue();
    assertThat(allowed(escalation.decide(admin, "rolebindings", old, more))).isFalse();
  }

  @Test
  void obeysTheVerbsEscalateAndBind() {
    world.role(
        ResourceKey.cluster("clusterroles", "granter"),
        "[{verbs: [escalate, bind], apiGroups: [rbac.authorization.k8s.io], resources: ['*'],"
            + " resourceNames: [r, cluster-admin]}]");
    world.bind("team", "granter", "ClusterRole", "granter");

    assertThat(allowed(role("granter", "{verbs: ['*'], apiGroups: ['*'], resources: ['*']}")))
        .isTrue();
    assertThat(allowed(binding("granter", "ClusterRole", "cluster-admin"))).isTrue();
    assertThat(allowed(binding("granter", "ClusterRole", "ciao-tenant-viewer"))).isFalse();
  }

  @Test
  void takesAnAggregatedRoleForEverything() {
    ObjectNode role =
        RoleWorld.tree("metadata: {name: r}\naggregationRule: {clusterRoleSelectors: [{}]}");
    world.role(
        ResourceKey.cluster("clusterroles", "all"),
        "[{verbs: ['*'], apiGroups: ['*'], resources: ['*']}, {verbs: ['*'], nonResourceURLs:"
            + " ['*']}]");
    world.bindEverywhere("all", "all");

    assertThat(
            allowed(escalation.decide(RoleWorld.user("tenant-admin"), "clusterroles", null, role)))
        .isFalse();
    assertThat(allowed(escalation.decide(RoleWorld.user("all"), "clusterroles", null, role)))
        .isTrue();
    Identity admin = Identity.known("a", List.of("ciao:admins"), Set.of(), "");
    assertThat(allowed(escalation.decide(admin, "clusterroles", null, role))).isTrue();
  }
}
