package io.ciao.apiserver.instance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.fields.FieldOwnership;
import io.ciao.api.fields.FieldSet;
import io.ciao.api.fields.ManagedFields;
import io.ciao.api.fields.Manager;
import io.ciao.api.instance.batch.BindItem;
import io.ciao.api.instance.batch.InstanceRef;
import io.ciao.api.instance.batch.ItemFields;
import io.ciao.api.instance.batch.UnbindItem;
import io.ciao.api.meta.Condition;
import io.ciao.api.schema.KindRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InstanceOwnersTest {
  private static final FieldOwnership OWNERSHIP =
      new FieldOwnership(KindRegistry.load().require("Instance"));
  private static final Manager SCHEDULER = Manager.update("ciao-scheduler", "ciao.io/v1", "status");
  private static final Manager AGENT = Manager.update("ciao-agent", "ciao.io/v1", "status");
  private static final Manager PERSON = Manager.update("ann", "ciao.io/v1", "");

  /// The instance with all its fields in the hands of `ann`.
  static ObjectNode owned(ObjectNode instance) {
    ManagedFields.NONE
        .afterWrite(PERSON, OWNERSHIP.all(instance), FieldSet.EMPTY, "2026-11-21T09:00:00Z")
        .writeTo(instance);
    return instance;
  }

  private static FieldSet of(ObjectNode instance, Manager manager) {
    return ManagedFields.of(instance).of(manager);
  }

  @Test
  void aBindIsTheSchedulers() {
    ObjectNode before = owned(Instances.created());
    BindItem item =
        BindItem.read(
            new ItemFields(
                Json.parse(
                    bytes(
                        "{\"namespace\":\"team\",\"name\":\"web\",\"uid\":\"u1\",\"generation\":1,"
                            + "\"nodeName\":\"n1\",\"nodeUID\":\"n-uid\","
                            + "\"workloadRevision\":\"w/1\",\"network\":{\"subnet\":\"s\","
                            + "\"concentrator\":\"c\",\"address\":\"172.16.0.2\",\"address6\":\"fd00::ac10:2\",\"mac\":\"m\","
                            + "\"forward\":33002},\"ssh\":{\"host\":\"h\",\"port\":33002}}")),
                "item"));

    ObjectNode instance =
        ((BindRule.Outcome.Bind) BindRule.decide(Instances.found(before, 640), item, Instances.NOW))
            .instance();

    FieldSet computed = FieldSet.LEAF.under("f:status", "f:conditions", "k:{\"type\":\"Ready\"}");
    FieldSet changed = OWNERSHIP.changes(before, instance, true).set();
    assertThat(changed.minus(of(instance, SCHEDULER)).toString())
        .as("only what is computed belongs to nobody")
        .doesNotContain("binding", "network", "ssh", "resolved", "Scheduled");
    assertThat(of(instance, SCHEDULER).toString())
        .contains(
            ".status.binding.epoch",
            ".status.network.forward",
            "[type=\"Scheduled\"].reason",
            ".status.resolved")
        .doesNotContain("releasing", "Ready", "Running");
    assertThat(of(instance, PERSON)).isEqualTo(of(before, PERSON));
  }

  @Test
  void aReportIsOneFieldOfTheAgents() {
    ObjectNode instance = owned(Instances.bound());
    ObjectNode once = instance.deepCopy();
    Instances.observe(once, "Running", Instances.EPOCH);
    InstanceOwners.reported(once, Instances.NOW);

    assertThat(of(once, AGENT).toString()).isEqualTo("{.status.observed}");

    ObjectNode twice = once.deepCopy();
    InstanceOwners.reported(twice, Instances.NOW);
    assertThat(twice).isEqualTo(once);
  }

  @Test
  void conditionsAreTheSchedulersByType() {
    ObjectNode instance = owned(Instances.bound());

    InstanceOwners.stated(
        instance, List.of(Condition.of("NetworkAttached", "True", "Attached", "")), Instances.NOW);

    assertThat(of(instance, SCHEDULER).toString())
        .contains("[type=\"NetworkAttached\"].status")
        .doesNotContain("Scheduled");
  }

  @Test
  void aReleaseTakesTheBindingFromItsOwner() {
    UnbindItem unbind = new UnbindItem(new InstanceRef("team", "web", "u1"), Instances.EPOCH);
    ObjectNode instance = owned(Instances.observed("Released"));
    InstanceOwners.bound(
        instance, new InstanceOwners.Bound(false, false, false, false), Instances.NOW);

    Release.decide(instance, unbind, Instances.NOW);
    assertThat(of(instance, SCHEDULER).toString()).contains(".status.binding.releasing");

    Release.decide(instance, unbind, Instances.NOW);
    assertThat(instance.at("/status/binding").isMissingNode()).isTrue();
    assertThat(of(instance, SCHEDULER).toString()).doesNotContain("binding");
  }

  @Test
  void anObjectWithoutOwnersStaysSo() {
    ObjectNode instance = Instances.bound();
    InstanceOwners.reported(instance, Instances.NOW);

    assertThat(instance.path("metadata").has("managedFields")).isFalse();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
