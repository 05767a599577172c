package io.ciao.apiserver.admission;

import static io.ciao.apiserver.admission.AdmissionWorld.keys;
import static io.ciao.apiserver.admission.AdmissionWorld.problems;
import static io.ciao.apiserver.admission.AdmissionWorld.refused;
import static io.ciao.apiserver.admission.AdmissionWorld.team;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.status.RequestRefused;
import io.ciao.ssntp.frame.Role;
import io.ciao.store.Change;
import io.ciao.store.Expected;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Roles, events, nodes, tenants, and the rules for owners and unique values of all kinds.
final class ClusterKindsAdmissionTest {
  private final AdmissionWorld world = new AdmissionWorld();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "verbs: [get], apiGroups: [''], resources: [pods]             | ''",
        "verbs: [], apiGroups: [''], resources: [pods]                | verbs",
        "verbs: [get], resources: [pods]                              | apiGroups",
        "verbs: [get], apiGroups: ['']                                | resources",
        "verbs: [get], nonResourceURLs: [/x]                          | ''",
        "verbs: [get], nonResourceURLs: [/x], resources: [pods]       | nonResourceURLs",
        "verbs: [get], nonResourceURLs: [/x], apiGroups: ['']         | nonResourceURLs",
        "verbs: [get], nonResourceURLs: [/x], resourceNames: [a]      | nonResourceURLs",
      })
  void aRuleIsAboutResourcesOrAboutPaths(String rule, String refused) {
    String role = "{metadata: {name: r}, rules: [{" + rule + "}]}";
    for (Draft draft :
        List.of(
            world.create("ClusterRole", role),
            world.update("ClusterRole", "{metadata: {name: r}}", role))) {
      assertThat(refused(draft))
          .isEqualTo(refused.isEmpty() ? List.of() : List.of("rules[0]." + refused));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kind: ServiceAccount, name: a, namespace: n                | ''",
        "kind: ServiceAccount, name: a                              | namespace",
        "kind: ServiceAccount, name: a, namespace: n, apiGroup: x   | apiGroup",
        "kind: User, name: a                                        | ''",
        "kind: Group, name: a, namespace: n                         | namespace",
      })
  void aSubjectIsNamedInTheWayOfItsKind(String subject, String refused) {
    String binding = "{metadata: {name: b}, subjects: [{" + subject + "}]}";
    for (Draft draft :
        List.of(
            world.create("ClusterRoleBinding", binding),
            world.update("ClusterRoleBinding", "{metadata: {name: b}}", binding))) {
      assertThat(refused(draft))
          .isEqualTo(refused.isEmpty() ? List.of() : List.of("subjects[0]." + refused));
      assertThat(draft.tree().at("/subjects/0/apiGroup").asText("").startsWith("rbac"))
          .isEqualTo(!subject.startsWith("kind: ServiceAccount"));
    }
  }

  @Test
  void anEventLiesWhereItsObjectDoes() {
    String event = "{metadata: {namespace: %s, name: e}, involvedObject: {%s}}";

    assertThat(refused(world.create("Event", event.formatted("team", "namespace: team"))))
        .isEmpty();
    assertThat(refused(world.create("Event", event.formatted("default", "name: n1")))).isEmpty();
    assertThat(refused(world.create("Event", event.formatted("team", "name: n1"))))
        .containsExactly("involvedObject.namespace");
  }

  @ParameterizedTest
  @CsvSource({
    "5, t1, 1, t2, 6",
    "5, t1, 5, t2, 6",
    "5, t1, 9, t2, 9",
    "5, t1, 1, t1, 1",
    "0, t1, 0, t2, 0"
  })
  void theCountOfAnEventOnlyGrows(int before, String was, int said, String now, int after) {
    String event = "{metadata: {namespace: team, name: e}, count: %d, lastTimestamp: %s}";
    Draft draft = world.update("Event", event.formatted(before, was), event.formatted(said, now));

    assertThat(draft.tree().path("count").asInt()).isEqualTo(after);
  }

  private static Identity node(String uuid, Role... roles) {
    return new Identity("system:node:n1", Set.of(Identity.NODES), Set.of(roles), uuid);
  }

  @Test
  void aNodeIsWhatItsCertificateSays() {
    String asked =
        "{metadata: {generateName: n, labels: {a: b}, uid: own}, spec: {roles: [x], y: z}}";
    ObjectNode both = world.create(node("u1", Role.AGENT, Role.NET_AGENT), "Node", asked).tree();

    assertThat(both.at("/metadata/name").asText()).isEqualTo("n1");
    assertThat(both.at("/metadata/uid").asText()).isEqualTo("u1");
    assertThat(both.path("metadata").has("labels")).isFalse();
    assertThat(both.path("metadata").has("generateName")).isFalse();
    assertThat(both.path("spec").toString()).isEqualTo("{\"roles\":[\"compute\",\"network\"]}");
    assertThat(world.create(node("u1", Role.NET_AGENT), "Node", asked).tree().at("/spec/roles"))
        .hasToString("[\"network\"]");
  }

  @Test
  void aNodeMakesItselfAlone() {
    Identity n1 = node("u1", Role.AGENT);
    assertThat(refused(world.create(n1, "Node", "{metadata: {name: n1}}"))).isEmpty();
    assertThat(refused(world.create(n1, "Node", "{metadata: {name: n2}}")))
        .containsExactly("metadata.name");
    assertThat(refused(world.create(node("", Role.AGENT), "Node", "{metadata: {name: n1}}")))
        .containsExactly("metadata.uid");
    Draft byAdmin = world.create("Node", "{metadata: {name: n7, labels: {a: b}}}");
    assertThat(refused(byAdmin)).isEmpty();
    assertThat(byAdmin.tree().at("/metadata/labels/a").asText()).isEqualTo("b");
  }

  @Test
  void membershipIsWrittenByJoinAloneAndEndsWithTheNode() {
    String member = "{metadata: {name: n1}, status: {member: {state: Member}}}";
    String claims = "{metadata: {name: n1}, status: {member: {state: Lost}, a: b}}";
    String none = "{metadata: {name: n1}}";

    assertThat(
            world.updateStatus("Node", member, claims).tree().at("/status/member/state").asText())
        .isEqualTo("Member");
    assertThat(world.updateStatus("Node", none, claims).tree().path("status").has("member"))
        .isFalse();
    assertThat(keys(world.remove("Node", none))).containsExactly("-/ciao-sys/member/n1");
  }

  @Test
  void noNodeChoosesItsTunnelAddress() {
    String given = "{metadata: {name: n1}, status: {tunnelAddress: 10.9.0.1}}";
    String other = "{metadata: {name: n1}, status: {tunnelAddress: 10.9.0.2}}";
    String none = "{metadata: {name: n1}, status: {}}";
    Identity node = node("u", Role.AGENT);
    String field = "/status/tunnelAddress";

    for (String said : List.of(other, none)) {
      assertThat(world.updateStatus(node, "Node", given, said).tree().at(field).asText())
          .isEqualTo("10.9.0.1");
    }
    assertThat(world.updateStatus(node, "Node", none, other).tree().at(field).isMissingNode())
        .isTrue();
    assertThat(world.updateStatus("Node", given, other).tree().at(field).asText())
        .as("a scheduler")
        .isEqualTo("10.9.0.2");
  }

  @Test
  void aTenantAndItsNamespaceAreMadeTogether() {
    for (String kind : List.of("Tenant", "Namespace")) {
      String other = kind.equals("Tenant") ? "Namespace" : "Tenant";
      Draft draft = world.create(kind, "{metadata: {name: blue}}");

      assertThat(draft.companions())
          .singleElement()
          .isInstanceOfSatisfying(
              Change.Create.class,
              create -> {
                ObjectNode made = create.form().tree();
                assertThat(made.path("kind").asText()).isEqualTo(other);
                assertThat(made.at("/metadata/name").asText()).isEqualTo("blue");
                assertThat(made.at("/metadata/uid").asText()).isEqualTo(AdmissionWorld.NEW_UID);
                assertThat(made.at("/metadata/generation").asInt()).isEqualTo(1);
                assertThat(made.at("/metadata/creationTimestamp").asText())
                    .isEqualTo("2026-11-21T10:00:00Z");
                assertThat(made.at("/metadata/managedFields/0/subresource").asText())
                    .isEqualTo("status");
                assertBegun(made);
              });
      assertBegun(draft.tree());
      assertThat(world.of(kind).holds(draft.tree())).isTrue();
    }
    world.put("Tenant", "{metadata: {name: red}}");
    assertThat(world.create("Namespace", "{metadata: {name: red}}").companions()).isEmpty();
    assertThat(world.of("Node").holds(AdmissionWorld.tree("Node", "{metadata: {name: n}}")))
        .isFalse();
  }

  private static void assertBegun(ObjectNode half) {
    if (half.path("kind").asText().equals("Namespace")) {
      assertThat(half.at("/status/phase").asText()).isEqualTo("Active");
      assertThat(half.at("/spec/finalizers")).hasToString("[\"kubernetes\"]");
      return;
    }
    assertThat(half.at("/status/observedGeneration").asInt()).isEqualTo(1);
    assertThat(half.at("/status/conditions/0/status").asText()).isEqualTo("True");
    assertThat(half.at("/status/conditions/0/observedGeneration").asInt()).isEqualTo(1);
    assertThat(half.at("/status/conditions/0/reason").asText()).isEqualTo("Active");
    assertThat(half.at("/status/conditions/0/lastTransitionTime").asText())
        .isEqualTo("2026-11-21T10:00:00Z");
  }

  @Test
  void aTenantThatIsMadeForItsNamespaceIsAsIfItHadBeenNamed() {
    Change.Create alongside =
        (Change.Create)
            world.create("Namespace", "{metadata: {name: blue}}").companions().getFirst();

    assertThat(alongside.form().tree().path("spec"))
        .hasToString("{\"permissions\":{\"privilegedContainers\":false}}");
  }

  @Test
  void aChangedTenantIsObservedAtOnce() {
    String tenant =
        "{metadata: {name: blue, generation: %d}, status: {observedGeneration: 1, conditions:"
            + " [{type: Other, observedGeneration: 1}, {type: Ready, observedGeneration: 1}]}}";
    var status =
        world.update("Tenant", tenant.formatted(1), tenant.formatted(4)).tree().path("status");

    assertThat(status.path("observedGeneration").asInt()).isEqualTo(4);
    assertThat(status.at("/conditions/1/observedGeneration").asInt()).isEqualTo(4);
    assertThat(status.at("/conditions/0/observedGeneration").asInt()).isEqualTo(1);
  }

  @Test
  void theFinalizersAndThePhaseOfANamespaceAreTheServers() {
    String held = "{metadata: {name: b}, spec: {finalizers: [kubernetes]}, status: {phase: X}}";
    String bare = "{metadata: {name: b}, spec: {finalizers: []}, status: {phase: Y}}";

    assertThat(world.update("Namespace", held, bare).tree().at("/spec/finalizers"))
        .hasToString("[\"kubernetes\"]");
    assertThat(world.update("Namespace", "{metadata: {name: b}}", bare).tree().at("/spec"))
        .hasToString("{\"finalizers\":[]}");
    assertThat(world.updateStatus("Namespace", held, bare).tree().at("/status/phase").asText())
        .isEqualTo("X");
  }

  private static String owned(String owner) {
    return "{metadata: {namespace: team, name: k, ownerReferences: [" + owner + "]}, spec: {}}";
  }

  private static String owner(String kind, String name, String uid) {
    return "{apiVersion: ciao.io/v1, kind: " + kind + ", name: " + name + ", uid: " + uid + "}";
  }

  @Test
  void anOwnerIsInTheSameNamespaceOrInNone() {
    world.put("Instance", team("web", "spec: {}"));
    world.put("Node", "{metadata: {name: n1, uid: u-n1}}");
    world.put("Instance", "{metadata: {namespace: other, name: far, uid: u-far}}");
    String key = owned(owner("Instance", "web", "u-web"));

    assertThat(world.create("SSHKey", key).warnings()).isEmpty();
    assertThat(problems(world.create("SSHKey", key))).isEmpty();
    assertThat(problems(world.create("SSHKey", owned(owner("Node", "n1", "u-n1"))))).isEmpty();
    assertThat(problems(world.create("SSHKey", owned(owner("Instance", "far", "u-far")))))
        .singleElement()
        .asString()
        .contains("metadata.ownerReferences[0]", "cross-namespace");
    assertThat(problems(world.create("SSHKey", owned(owner("Instance", "db", "u-web")))))
        .singleElement()
        .asString()
        .contains("another name");
    String onNode =
        "{metadata: {name: t, ownerReferences: [" + owner("Instance", "web", "u-web") + "]}}";
    assertThat(problems(world.create("Tenant", onNode)))
        .singleElement()
        .asString()
        .contains("a cluster-scoped object cannot have an owner in a namespace");
  }

  @Test
  void anOwnerThatIsNotThereOrMeansNothingIsTold() {
    assertThat(world.create("SSHKey", owned(owner("Instance", "web", "u"))).warnings())
        .singleElement()
        .asString()
        .contains("with this uid does not exist");
    assertThat(world.create("SSHKey", owned(owner("Unicorn", "web", "u"))).warnings())
        .singleElement()
        .asString()
        .contains("no kind Unicorn is served in ciao.io/v1");
  }

  @Test
  void ofAChangeNewOwnersAloneAreJudged() {
    String one = owner("Unicorn", "a", "u");
    String two = one + ", " + owner("Unicorn", "b", "u");

    assertThat(world.update("SSHKey", owned(one), owned(one)).warnings()).isEmpty();
    assertThat(world.update("SSHKey", owned(one), owned(two)).warnings())
        .singleElement()
        .asString()
        .startsWith("metadata.ownerReferences[1]");
  }

  @Test
  void aUniqueValueIsClaimedAndLetGoWithTheObject() {
    var kind = KindRegistry.load().require("ExternalIP");
    var none = UniqueValues.nothing();
    var first = AdmissionWorld.tree("ExternalIP", team("a", "spec: {address: 1.1.1.1}"));
    var second = AdmissionWorld.tree("ExternalIP", team("a", "spec: {address: 2.2.2.2}"));
    String key = "/ciao-sys/unique/external-address/cluster/";

    Draft made = world.create("ExternalIP", team("a", "spec: {}"));
    UniqueValues.claim(kind, none, first, made);
    assertThat(made.companions())
        .containsExactly(new Change.PutSystem(key + "1.1.1.1", "u-a", Expected.absent()));
    Draft changed = world.create("ExternalIP", team("a", "spec: {}"));
    UniqueValues.claim(kind, first, second, changed);
    assertThat(keys(changed)).containsExactly("-" + key + "1.1.1.1", "+" + key + "2.2.2.2");
    Draft same = world.create("ExternalIP", team("a", "spec: {}"));
    UniqueValues.claim(kind, first, first, same);
    assertThat(same.companions()).isEmpty();

    Change held = made.companions().getFirst();
    assertThatThrownBy(() -> UniqueValues.requireFree(kind, first, held, world.store))
        .isInstanceOfSatisfying(
            RequestRefused.class,
            refused -> {
              assertThat(refused.error().code()).isEqualTo(422);
              assertThat(refused.error().message()).contains("spec.address", "\"1.1.1.1\"");
            });
    UniqueValues.requireFree(kind, second, held, world.store);
    UniqueValues.requireFree(kind, first, changed.companions().getFirst(), world.store);
  }

  @Test
  void aValueOfTheStatusIsClaimedToo() {
    var kind = KindRegistry.load().require("ExternalIP");
    String taken = team("a", "spec: {address: 1.1.1.1}, status: {address: 1.1.1.1}");
    var wished = AdmissionWorld.tree("ExternalIP", team("a", "spec: {address: 1.1.1.1}"));
    var both = AdmissionWorld.tree("ExternalIP", taken);
    var other =
        AdmissionWorld.tree("ExternalIP", team("b", "spec: {}, status: {address: 1.1.1.1}"));
    String key = "/ciao-sys/unique/external-address/cluster/1.1.1.1";

    Draft same = world.create("ExternalIP", team("a", "spec: {}"));
    UniqueValues.claim(kind, wished, both, same);
    UniqueValues.claim(kind, both, wished, same);
    assertThat(same.companions()).as("one claim in spec and status").isEmpty();
    Draft given = world.create("ExternalIP", team("b", "spec: {}"));
    UniqueValues.claim(kind, UniqueValues.nothing(), other, given);
    UniqueValues.claim(kind, other, UniqueValues.nothing(), given);
    assertThat(keys(given)).containsExactly("+" + key, "-" + key);

    world.put("ExternalIP", taken);
    assertThatThrownBy(
            () -> UniqueValues.requireFree(kind, other, given.companions().getFirst(), world.store))
        .isInstanceOfSatisfying(
            RequestRefused.class,
            refused -> {
              assertThat(refused.error().code()).isEqualTo(409);
              assertThat(refused.error().message())
                  .contains("1.1.1.1 belongs to externalip \"team/a\"");
            });
  }

  @Test
  void whatAnInstanceHasInItsStatusItsBindClaims() {
    var kind = KindRegistry.load().require("Instance");
    var bound =
        AdmissionWorld.tree(
            "Instance", team("i", "spec: {}, status: {network: {address: 172.16.0.2}}"));
    Draft draft = world.create("ExternalIP", team("a", "spec: {}"));

    UniqueValues.claim(kind, UniqueValues.nothing(), bound, draft);

    assertThat(draft.companions()).isEmpty();
  }

  @Test
  void oneClassAtMostIsTheDefault() {
    String house = "{metadata: {name: house}, spec: {value: 5, globalDefault: true}}";
    String other = "{metadata: {name: other}, spec: {value: 6, globalDefault: %s}}";
    world.put("PriorityClass", other.formatted("false"));
    assertThat(refused(world.create("PriorityClass", house))).isEmpty();
    world.put("PriorityClass", house);
    assertThat(refused(world.create("PriorityClass", house))).as("itself").isEmpty();
    assertThat(refused(world.create("PriorityClass", other.formatted("false")))).isEmpty();
    assertThat(problems(world.create("PriorityClass", other.formatted("true"))))
        .singleElement()
        .asString()
        .contains("spec.globalDefault", "class \"house\" is the default already");
    assertThat(
            refused(
                world.update("PriorityClass", other.formatted("false"), other.formatted("true"))))
        .containsExactly("spec.globalDefault");
    assertThat(
            refused(
                world.update("PriorityClass", other.formatted("true"), other.formatted("true"))))
        .as("it was so before")
        .isEmpty();
  }
}
