package io.ciao.apiserver.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import io.ciao.ssntp.frame.Role;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class WriteRuleTest {
  private static final Identity SCHEDULER =
      new Identity("ciao:scheduler", Set.of("ciao:schedulers"), Set.of(Role.SCHEDULER), "");

  private static final Identity MEMBER = new Identity("member", Set.of(), Set.of(), "");

  private final WriteRule rule =
      new WriteRule(new AuthorizerTest.World(), (_, _, _, _) -> Decision.ALLOWED);
  private final Identity launcher = AuthorizerTest.node(Role.AGENT);

  @Test
  void letsANodeRemoveItsFinalizerAndNothingElse() {
    ObjectNode old = instance("deletionTimestamp: x, finalizers: [ciao.io/node, other]", "a");

    assertThat(decide(launcher, old, "deletionTimestamp: x, finalizers: [other]", "a")).isTrue();
    assertThat(decide(launcher, old, "deletionTimestamp: x", "a")).isFalse();
    assertThat(decide(launcher, old, "deletionTimestamp: x, finalizers: [other]", "b")).isFalse();
    assertThat(
            decide(launcher, old, "deletionTimestamp: x, finalizers: [other], labels: {a: b}", "a"))
        .isFalse();
  }

  @Test
  void keepsTheFinalizerOfWhatIsNotDeleted() {
    ObjectNode old = instance("finalizers: [ciao.io/node]", "a");

    assertThat(decide(launcher, old, "finalizers: []", "a")).isFalse();
  }

  @Test
  void letsASchedulerRemoveTheFinalizersOfUnboundInstancesAlone() {
    ObjectNode unbound = instance("deletionTimestamp: x, finalizers: [ciao.io/node]", "a");
    ObjectNode bound = unbound.deepCopy();
    bound.putObject("status").putObject("binding").put("nodeName", "n1");

    assertThat(decide(SCHEDULER, unbound, "deletionTimestamp: x", "a")).isTrue();
    assertThat(decide(SCHEDULER, bound, "deletionTimestamp: x", "a")).isFalse();
  }

  @Test
  void letsASchedulerChangeTheOwnersOfAnInstanceAndNothingBeside() {
    ObjectNode bound = instance("finalizers: [ciao.io/node]", "a");
    bound.putObject("status").putObject("binding").put("nodeName", "n1");
    String owned = "finalizers: [ciao.io/node], ownerReferences: [{kind: InstanceSet}]";

    assertThat(decide(SCHEDULER, bound, owned, "a")).isTrue();
    assertThat(decide(SCHEDULER, bound, owned + ", labels: {a: b}", "a")).isFalse();
    assertThat(decide(SCHEDULER, bound, owned, "b")).isFalse();
    assertThat(decide(SCHEDULER, bound, "ownerReferences: [{kind: InstanceSet}]", "a")).isFalse();
    assertThat(decide(launcher, bound, owned, "a")).isFalse();
  }

  @Test
  void letsANodeWriteEventsAboutItsOwnObjectsAlone() {
    assertThat(event("Instance", "team", "web")).isTrue();
    assertThat(event("Instance", "team", "other")).isFalse();
    assertThat(event("Concentrator", "team", "c1")).isTrue();
    assertThat(event("Node", "", "n1")).isTrue();
    assertThat(event("Node", "", "n2")).isFalse();
    assertThat(event("Tenant", "", "team")).isFalse();
  }

  @Test
  void keepsFinalizersOfTheSystemFromPeople() {
    ObjectNode old = instance("finalizers: [ciao.io/node, mine]", "a");
    Identity admin = new Identity("admin", Set.of("ciao:admins"), Set.of(), "");

    assertThat(decide(MEMBER, old, "finalizers: [ciao.io/node]", "b")).isTrue();
    assertThat(decide(MEMBER, old, "finalizers: [mine]", "a")).isFalse();
    assertThat(decide(admin, old, "finalizers: []", "a")).isTrue();
  }

  @Test
  void letsASchedulerTakeInstancesInToASet() {
    ObjectNode old = instance("finalizers: [ciao.io/node]", "a");
    String owned = "finalizers: [ciao.io/node], ownerReferences: [{kind: InstanceSet, name: s}]";

    assertThat(decide(SCHEDULER, old, owned, "a")).isTrue();
    assertThat(decide(SCHEDULER, old, owned, "b")).isFalse();
  }

  @Test
  void keepsANodeFromTurningForeignEventsIntoItsOwn() {
    ObjectNode foreign = tree("involvedObject: {kind: Node, name: n2}");
    ObjectNode own = tree("involvedObject: {kind: Node, name: n1}");

    assertThat(rule.decide(launcher, "events", foreign, own)).isInstanceOf(Decision.Denied.class);
    assertThat(rule.decide(launcher, "events", own, own)).isEqualTo(Decision.ALLOWED);
  }

  @Test
  void saysWhatItForbids() {
    ObjectNode old = instance("deletionTimestamp: x, finalizers: [ciao.io/node]", "a");
    ObjectNode gone = instance("deletionTimestamp: x", "a");
    ObjectNode bound = old.deepCopy();
    bound.putObject("status").putObject("binding").put("nodeName", "n1");

    assertThat(rule.decide(launcher, "instances", old, instance("deletionTimestamp: x", "b")))
        .isEqualTo(
            Decision.denied("of this object, only the finalizer ciao.io/node may be removed"));
    assertThat(rule.decide(SCHEDULER, "instances", bound, gone))
        .isEqualTo(
            Decision.denied(
                "the instance is bound; the agent of its node removes the finalizer, not a"
                    + " scheduler"));
  }

  @Test
  void aConcentratorIsTheSchedulersAndItsFinalizerTheNodes() {
    ObjectNode old = instance("deletionTimestamp: x, finalizers: [ciao.io/concentrator]", "a");
    ObjectNode gone = instance("deletionTimestamp: x", "a");
    ObjectNode moved = instance("deletionTimestamp: x, finalizers: [ciao.io/concentrator]", "b");

    assertThat(rule.decide(launcher, "concentrators", old, gone)).isEqualTo(Decision.ALLOWED);
    assertThat(rule.decide(launcher, "concentrators", old, moved))
        .isInstanceOf(Decision.Denied.class);
    assertThat(rule.decide(SCHEDULER, "concentrators", old, moved)).isEqualTo(Decision.ALLOWED);

    ObjectNode address = instance("deletionTimestamp: x, finalizers: [ciao.io/external-ip]", "a");
    assertThat(rule.decide(SCHEDULER, "externalips", address, gone)).isEqualTo(Decision.ALLOWED);
    assertThat(rule.decide(SCHEDULER, "externalips", address, moved))
        .isInstanceOf(Decision.Denied.class);
  }

  @Test
  void nobodyButAnAdminWritesARoleThatGrantsMoreThanTheyHave() {
    Decision more = Decision.denied("more than they have");
    WriteRule strict = new WriteRule(new AuthorizerTest.World(), (_, _, _, _) -> more);
    ObjectNode role = tree("metadata: {name: r}\nrules: []");
    Identity admin = new Identity("admin", Set.of(Identity.ADMINS), Set.of(), "");

    for (Identity identity : List.of(MEMBER, SCHEDULER, launcher)) {
      assertThat(strict.decide(identity, "clusterroles", null, role)).isEqualTo(more);
      assertThat(strict.decide(identity, "clusterroles", role, role)).isEqualTo(more);
    }
    assertThat(strict.decide(admin, "clusterroles", null, role)).isEqualTo(Decision.ALLOWED);
  }

  private boolean event(String kind, String namespace, String name) {
    ObjectNode event =
        tree(
            "involvedObject: {kind: "
                + kind
                + ", namespace: \""
                + namespace
                + "\", name: "
                + name
                + "}");
    return rule.decide(launcher, "events", null, event) instanceof Decision.Allowed;
  }

  private boolean decide(Identity identity, ObjectNode old, String metadata, String image) {
    Decision decision = rule.decide(identity, "instances", old, instance(metadata, image));
    return decision instanceof Decision.Allowed;
  }

  private static ObjectNode instance(String metadata, String image) {
    return tree("metadata: {name: web, " + metadata + "}\nspec: {image: " + image + "}");
  }

  private static ObjectNode tree(String yaml) {
    return ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8));
  }
}
