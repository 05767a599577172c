package io.ciao.apiserver.instance;

import static io.ciao.apiserver.instance.Instances.EPOCH;
import static io.ciao.apiserver.instance.Instances.NOW;
import static io.ciao.apiserver.instance.Instances.condition;
import static io.ciao.apiserver.instance.Instances.found;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.instance.Instance;
import io.ciao.api.instance.InstanceNetwork;
import io.ciao.api.instance.batch.BindItem;
import io.ciao.api.instance.batch.InstanceRef;
import io.ciao.api.instance.batch.ItemReason;
import io.ciao.api.instance.batch.LostNode;
import io.ciao.api.instance.batch.UnbindItem;
import io.ciao.api.instance.trace.TraceMarks;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.EventNote;
import io.ciao.apiserver.rbac.FixedStore;
import io.ciao.apiserver.tree.ObjectTree;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class BindingRulesTest {
  @Test
  void bindsWithTheReplacedVersionAsEpoch() {
    BindRule.Outcome outcome = BindRule.decide(found(Instances.created(), 777), item("u1", 1), NOW);

    BindRule.Outcome.Bind bind = (BindRule.Outcome.Bind) outcome;
    assertThat(bind.claims()).isTrue();
    assertThat(bind.instance().at("/status/binding/epoch").asLong()).isEqualTo(777);
    assertThat(bind.instance().at("/status/network/address").asText()).isEqualTo("172.16.0.2");
    JsonNode resolved = bind.instance().at("/status/resolved");
    assertThat(resolved.at("/workload/revision").asText()).isEqualTo("w/1");
    assertThat(resolved.at("/workload/namespace").asText()).isEqualTo("team");
    assertThat(resolved.at("/workload/spec/resources/vcpus").asInt()).isEqualTo(4);
    assertThat(resolved.path("image").toString())
        .isEqualTo("{\"namespace\":\"team\",\"name\":\"tiny\"}");
    assertThat(bind.instance().at("/status/charge/vcpus").asInt()).isEqualTo(4);
    assertThat(condition(bind.instance(), "Scheduled").reason()).isEqualTo("Bound");
    assertThat(condition(bind.instance(), "Ready").message())
        .isEqualTo("waiting for the first report of node n2");
  }

  @Test
  void keepsTheAddressThatTheInstanceHas() {
    ObjectNode released = Instances.released();
    ObjectTree.map(released, "status").putObject("network").put("address", "172.16.0.9");

    BindRule.Outcome.Bind bind =
        (BindRule.Outcome.Bind) BindRule.decide(found(released, 900), item("u1", 1), NOW);

    assertThat(bind.claims()).isFalse();
    assertThat(bind.instance().at("/status/network/address").asText()).isEqualTo("172.16.0.9");
    assertThat(bind.instance().at("/status/binding/releasing").isMissingNode()).isTrue();
  }

  @Test
  void givesTheIpv6AddressThatItDidNotHaveWhenItWasBoundFirst() {
    BindItem plain = item("u1", 1);
    for (var address : List.of("172.16.0.2", "172.16.0.9")) {
      ObjectNode released = Instances.released();
      ObjectTree.map(released, "status").putObject("network").put("address", address);

      BindRule.Outcome.Bind bind =
          (BindRule.Outcome.Bind)
              BindRule.decide(found(released, 900), withAddress6(plain, "fd00::ac10:2"), NOW);

      assertThat(bind.claims()).isFalse();
      assertThat(bind.instance().at("/status/network/address6").asText())
          .as("of " + address)
          .isEqualTo(address.equals("172.16.0.2") ? "fd00::ac10:2" : "");
      BindRule.Outcome.Bind again =
          (BindRule.Outcome.Bind)
              BindRule.decide(
                  found(releasedOnceMore(bind), 950), withAddress6(plain, "fd00::1"), NOW);
      if (address.equals("172.16.0.2")) {
        assertThat(again.instance().at("/status/network/address6").asText())
            .as("what it has stays")
            .isEqualTo("fd00::ac10:2");
      }
    }
  }

  private static ObjectNode releasedOnceMore(BindRule.Outcome.Bind bind) {
    ObjectNode released = Instances.released();
    ObjectTree.map(released, "status").set("network", bind.instance().at("/status/network"));
    return released;
  }

  private static BindItem withAddress6(BindItem item, String address6) {
    return new BindItem(
        item.instance(),
        item.generation(),
        item.nodeName(),
        item.nodeUid(),
        item.workloadRevision(),
        Objects.requireNonNull(item.network()).withAddress6(address6),
        item.ssh(),
        item.lost(),
        item.trace());
  }

  @Test
  void refusesWhatChangedMeanwhile() {
    assertThat(refusal(Instances.created(), item("other", 1))).isEqualTo("Conflict");
    assertThat(refusal(Instances.created(), item("u1", 2))).isEqualTo("Conflict");
    assertThat(refusal(Instances.bound(), item("u1", 1))).isEqualTo("AlreadyBound");
    ObjectNode deleting = Instances.created();
    ObjectTree.metadata(deleting).put("deletionTimestamp", "2026-11-21T10:00:00Z");
    assertThat(refusal(deleting, item("u1", 1))).isEqualTo("Deleting");
  }

  @Test
  void aTracedInstanceKeepsWhenItWasBound() {
    ObjectNode traced = Instances.created();
    ObjectTree.map(ObjectTree.metadata(traced), "labels").put(Instance.TRACE_LABEL, "shop");

    BindRule.Outcome.Bind bind =
        (BindRule.Outcome.Bind) BindRule.decide(found(traced, 900), item("u1", 1), NOW);

    assertThat(bind.instance().at("/status/trace/boundAt").asText()).isEqualTo(NOW.toString());
    assertThat(bind.instance().at("/status/trace/epoch").asLong()).isEqualTo(900);
  }

  @Test
  void aWrongUidIsSaidBeforeAnythingElse() {
    BindItem other =
        new BindItem(
            new InstanceRef("team", "web", "other"),
            1,
            "n2",
            "n2-uid",
            "w/9",
            null,
            null,
            null,
            TraceMarks.NONE);

    BindRule.Outcome.Refuse refused =
        (BindRule.Outcome.Refuse) BindRule.decide(found(Instances.created(), 900), other, NOW);

    assertThat(refused.message()).isEqualTo("the uid is now u1");
  }

  @Test
  void refusesAnotherWorkloadThanItWasPlacedForAndAnImageThatIsGone() {
    FixedStore store = new FixedStore();
    assertThat(refusalMessage(store))
        .isEqualTo("the workload is now gone, the placement was made for w/1");
    Instances.put(
        store,
        "workloads",
        "metadata: {namespace: team, name: small, uid: w, generation: 2}\nspec: {image: tiny}");
    assertThat(refusalMessage(store))
        .isEqualTo("the workload is now w/2, the placement was made for w/1");
    Instances.put(
        store,
        "workloads",
        "metadata: {namespace: team, name: small, uid: w, generation: 1}\nspec: {image: tiny}");
    Instances.put(store, "images", "metadata: {namespace: default, name: tiny}\nspec: {}");
    assertThat(refusalMessage(store)).isEqualTo("there is no image \"tiny\" that it may use");
    Instances.put(
        store, "images", "metadata: {namespace: default, name: tiny}\nspec: {visibility: public}");
    BindRule.Outcome.Bind bind =
        (BindRule.Outcome.Bind)
            BindRule.decide(found(store, Instances.created(), 900), item("u1", 1), NOW);
    assertThat(bind.instance().at("/status/resolved/image/namespace").asText())
        .isEqualTo("default");
  }

  @Test
  void refusesAWorkloadThatWasNotThereWhenItWasPlacedAndIsNotNow() {
    BindItem withoutWorkload =
        new BindItem(
            new InstanceRef("team", "web", "u1"),
            1,
            "n2",
            "n2-uid",
            null,
            null,
            null,
            null,
            TraceMarks.NONE);

    assertThat(
            BindRule.decide(
                found(new FixedStore(), Instances.created(), 900), withoutWorkload, NOW))
        .isEqualTo(
            new BindRule.Outcome.Refuse(
                409, ItemReason.CONFLICT, "there is no workload \"small\" that it may use"));
  }

  private static String refusalMessage(FixedStore store) {
    return ((BindRule.Outcome.Refuse)
            BindRule.decide(found(store, Instances.created(), 900), item("u1", 1), NOW))
        .message();
  }

  @Test
  void whatWasSaidOfItsLostNodeEndsWithTheBindToAnother() {
    ObjectNode waiting = Instances.created();
    InstanceConditions.put(
        waiting, List.of(Condition.of("NodeAvailable", "False", "NodeLost", "no room")), NOW);

    ObjectNode bound =
        ((BindRule.Outcome.Bind) BindRule.decide(found(waiting, 900), item("u1", 1), NOW))
            .instance();

    assertThat(Instances.condition(bound, "NodeAvailable").reason()).isEqualTo("NodeReady");
    assertThat(Instances.condition(bound, "Ready").reason()).isEqualTo("Pending");
    ObjectNode fresh =
        ((BindRule.Outcome.Bind)
                BindRule.decide(found(Instances.created(), 900), item("u1", 1), NOW))
            .instance();
    assertThat(InstanceConditions.read(fresh)).noneMatch(c -> c.type().equals("NodeAvailable"));
  }

  @Test
  void staysWhatItWasFirstBoundAs() {
    ObjectNode first =
        ((BindRule.Outcome.Bind)
                BindRule.decide(found(Instances.created(), 777), item("u1", 1), NOW))
            .instance();
    JsonNode resolved = first.at("/status/resolved").deepCopy();
    ObjectTree.map(first, "status").remove("binding");

    // Everything that it names is gone by now.
    BindRule.Outcome.Bind again =
        (BindRule.Outcome.Bind)
            BindRule.decide(found(new FixedStore(), first, 900), item("u1", 1), NOW);

    assertThat(again.instance().at("/status/resolved")).isEqualTo(resolved);
    assertThat(again.instance().at("/status/charge/vcpus").asInt()).isEqualTo(4);
  }

  @Test
  void refusesWhatWouldOutgrowAnObjectAndSaysWhatToDo() {
    FixedStore store = new FixedStore();
    Instances.put(store, "images", "metadata: {namespace: team, name: tiny}\nspec: {}");
    Instances.put(
        store,
        "workloads",
        "metadata: {namespace: team, name: small, uid: w, generation: 1}\n"
            + "spec: {image: tiny, env: ["
            + "{name: A, value: \"%s\"}]}".formatted("a".repeat(920 << 10)));

    BindRule.Outcome.Refuse refused =
        (BindRule.Outcome.Refuse)
            BindRule.decide(found(store, Instances.created(), 900), item("u1", 1), NOW);

    assertThat(refused.reason()).isEqualTo(ItemReason.TOO_LARGE);
    assertThat(refused.message()).contains("at most 921600", "give it or its workload less");
    assertThat(BindRule.decide(ofBytes(921_601), item("u1", 1), NOW))
        .isInstanceOf(BindRule.Outcome.Refuse.class);
    assertThat(BindRule.decide(ofBytes(921_600), item("u1", 1), NOW))
        .isInstanceOf(BindRule.Outcome.Bind.class);
  }

  private static BindSnapshot ofBytes(long bytes) {
    BindSnapshot found = found(Instances.created(), 900);
    return new BindSnapshot(
        found.instance(),
        found.version(),
        bytes,
        found.isResolved(),
        found.workload(),
        found.spec(),
        found.image(),
        found.tenant());
  }

  @Test
  void rootOnTheNodeIsAskedForAtEveryBind() {
    ObjectNode instance = Instances.created();
    ObjectTree.map(instance, "spec").put("privileged", true);
    assertThat(refusal(instance, item("u1", 1))).isEqualTo("PrivilegedNotPermitted");
    ObjectTree.map(instance, "status").putObject("resolved").putObject("image").put("name", "i");
    assertThat(refusal(instance, item("u1", 1))).isEqualTo("PrivilegedNotPermitted");
  }

  @Test
  void doesNotTakeAReleaseAtAnotherEpochForOne() {
    ObjectNode tree = Instances.released();
    ((ObjectNode) tree.at("/status/observed")).put("epoch", EPOCH - 1);

    assertThat(refusal(tree, item("u1", 1))).isEqualTo("AlreadyBound");
  }

  @Test
  void unbindsInTwoSteps() {
    ObjectNode tree = Instances.observed("Running");

    assertThat(Release.decide(tree, unbind("u1", EPOCH), NOW))
        .isEqualTo(new Release.Outcome.Releasing(true));
    assertThat(tree.at("/status/binding/releasing").asBoolean()).isTrue();
    assertThat(Release.decide(tree, unbind("u1", EPOCH), NOW))
        .isEqualTo(new Release.Outcome.Releasing(false));

    Instances.observe(tree, "Released", EPOCH);
    assertThat(Release.decide(tree, unbind("u1", EPOCH), NOW))
        .isEqualTo(new Release.Outcome.Unbound(true));
    assertThat(tree.at("/status/binding").isMissingNode()).isTrue();
    assertThat(condition(tree, "Scheduled").status()).isEqualTo("Unknown");
    assertThat(condition(tree, "Ready").message()).isEqualTo("released by node n1");
    assertThat(condition(tree, "Running").message()).isEqualTo("not bound to a node");
    assertThat(Release.decide(tree, unbind("u1", EPOCH), NOW))
        .isEqualTo(new Release.Outcome.Unbound(false));
  }

  @Test
  void oneThatGivesWaySaysForWhom() {
    ObjectNode tree = Instances.observed("Running");

    assertThat(Release.decide(tree, giving("it gives way to web"), NOW))
        .isEqualTo(new Release.Outcome.Releasing(true));

    assertThat(condition(tree, "Scheduled").status()).isEqualTo("False");
    assertThat(condition(tree, "Scheduled").reason()).isEqualTo("Preempted");
    assertThat(condition(tree, "Scheduled").message()).isEqualTo("it gives way to web");
    assertThat(InstanceHistory.preempted(tree, "it gives way to web").severity())
        .isEqualTo(EventNote.Severity.WARNING);
  }

  @Test
  void leavesANewerBindingAlone() {
    ObjectNode tree = Instances.bound();
    ObjectNode before = tree.deepCopy();

    assertThat(Release.decide(tree, unbind("u1", EPOCH - 1), NOW))
        .isEqualTo(new Release.Outcome.Unbound(false));
    assertThat(Release.decide(tree, unbind("u1", EPOCH + 1), NOW))
        .isInstanceOf(Release.Outcome.Refuse.class);
    assertThat(Release.decide(tree, unbind("u2", EPOCH), NOW))
        .isInstanceOf(Release.Outcome.Refuse.class);
    assertThat(tree).isEqualTo(before);
  }

  @Test
  void whatIsBoundToALostNodeGoesFromItWithoutItsWord() {
    ObjectNode tree = Instances.observed("Running");

    assertThat(Release.decide(tree, fromLost("n2"), NOW))
        .as("another node is lost")
        .isEqualTo(new Release.Outcome.Releasing(true));
    assertThat(Release.decide(tree, fromLost("n1"), NOW))
        .isEqualTo(new Release.Outcome.Unbound(true));

    assertThat(tree.at("/status/binding").isMissingNode()).isTrue();
    assertThat(condition(tree, "Scheduled").message())
        .isEqualTo("taken from node n1, which is lost");
  }

  private static UnbindItem unbind(String uid, long epoch) {
    return new UnbindItem(new InstanceRef("team", "web", uid), epoch);
  }

  private static UnbindItem giving(String because) {
    return new UnbindItem(unbind("u1", EPOCH).instance(), EPOCH, because);
  }

  private static UnbindItem fromLost(String node) {
    return new UnbindItem(unbind("u1", EPOCH).instance(), EPOCH, null, new LostNode(node, 3));
  }

  private static String refusal(ObjectNode tree, BindItem item) {
    return ((BindRule.Outcome.Refuse) BindRule.decide(found(tree, 900), item, NOW)).reason().word();
  }

  private static BindItem item(String uid, long generation) {
    return new BindItem(
        new InstanceRef("team", "web", uid),
        generation,
        "n2",
        "n2-uid",
        "w/1",
        new InstanceNetwork(
            "172.16.0.0/24", "default-4097", "172.16.0.2", "02:00:ac:10:00:02", null),
        null,
        null,
        TraceMarks.NONE);
  }
}
