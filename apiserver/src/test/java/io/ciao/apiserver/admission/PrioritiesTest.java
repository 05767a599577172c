package io.ciao.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.workload.WorkloadSpec;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.rbac.FixedStore;
import io.ciao.apiserver.status.Cause;
import io.ciao.store.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which class and number an instance of tenant `team` gets, which may use priorities up to 100.
final class PrioritiesTest {
  private final FixedStore store = new FixedStore();
  private final Priorities priorities = new Priorities(store);

  private static ObjectNode tree(String yaml) {
    return ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode spec(String fields) {
    return tree("spec: {" + fields + "}").path("spec");
  }

  private void putClass(String name, int value, boolean byDefault) {
    store.put(
        ResourceKey.cluster("priorityclasses", name),
        tree(
            "metadata: {name: %s}\nspec: {value: %d, globalDefault: %s}"
                .formatted(name, value, byDefault)));
  }

  @BeforeEach
  void putClassesAndATenant() {
    putClass("batch", -10, false);
    putClass("ordinary", 100, false);
    putClass("urgent", 101, false);
    store.put(
        ResourceKey.cluster("tenants", "team"),
        tree("metadata: {name: team}\nspec: {permissions: {maxPriority: 100}}"));
  }

  private static Draft draft(String spec) {
    return new Draft(
        tree("kind: Instance\nmetadata: {namespace: team, name: web}\nspec: {" + spec + "}"),
        Identity.known("anna", List.of(), Set.of(), ""),
        Instant.EPOCH);
  }

  private Draft settled(String spec, String workload) {
    Draft draft = draft(spec);
    priorities.settle(draft, Json.toRecord(spec(workload), WorkloadSpec.class));
    return draft;
  }

  @Test
  void aClassThatPreemptsNobodyIsWrittenDown() {
    store.put(
        ResourceKey.cluster("priorityclasses", "patient"),
        tree("metadata: {name: patient}\nspec: {value: 5, preemptionPolicy: Never}"));

    assertThat(settled("priorityClassName: patient", "a: b").tree().at("/spec/preemptionPolicy"))
        .hasToString("\"Never\"");
    assertThat(settled("priorityClassName: ordinary", "a: b").tree().path("spec").properties())
        .hasSize(2);
    assertThat(
            settled("priorityClassName: patient, preemptionPolicy: PreemptLowerPriority", "a: b")
                .problems())
        .singleElement()
        .extracting(Cause::field)
        .isEqualTo("spec.preemptionPolicy");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "priorityClassName: batch|a: b|batch|-10",
        "priorityClassName: batch|priorityClassName: ordinary|batch|-10",
        "a: b|priorityClassName: ordinary|ordinary|100",
        "priorityClassName: ordinary, priority: 100|a: b|ordinary|100",
        "a: b|a: b||",
        "priority: 0|a: b||0"
      })
  void isThatOfTheClassItNamesElseOfItsWorkload(
      String spec, String workload, String name, String value) {
    Draft draft = settled(spec, workload);

    assertThat(draft.problems()).isEmpty();
    var result = draft.tree().path("spec");
    assertThat(result.path("priorityClassName").asText(null)).isEqualTo(name);
    assertThat(result.path("priority").asText(null)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "priorityClassName: none|a: b|spec.priorityClassName|there is no PriorityClass of this"
            + " name",
        "priorityClassName: urgent|a: b|spec.priorityClassName|may use priorities up to 100, class"
            + " \"urgent\" has 101",
        "a: b|priorityClassName: urgent|spec.priorityClassName|spec.permissions.maxPriority must"
            + " be",
        "priority: 7|a: b|spec.priority|would be 0 here",
        "priorityClassName: batch, priority: 7|a: b|spec.priority|would be -10 here"
      })
  void refusesWhatTheTenantMayNotHave(String spec, String workload, String field, String why) {
    assertThat(settled(spec, workload).problems())
        .singleElement()
        .satisfies(
            cause -> {
              assertThat(cause.field()).isEqualTo(field);
              assertThat(cause.message()).contains(why);
            });
  }

  @Test
  void everybodyGetsTheDefaultClassAndMayNameIt() {
    putClass("house", 5_000, true);

    assertThat(settled("a: b", "a: b").tree().at("/spec/priority").asInt()).isEqualTo(5_000);
    Draft named = settled("priorityClassName: house", "a: b");
    assertThat(named.problems()).isEmpty();
    assertThat(named.tree().at("/spec/priority").asInt()).isEqualTo(5_000);
  }

  @Test
  void ofSeveralDefaultsTheLowestCounts() {
    putClass("house", 50, true);
    putClass("another", 40, true);

    assertThat(settled("a: b", "a: b").tree().at("/spec/priorityClassName").asText())
        .isEqualTo("another");
  }

  @Test
  void aTenantWithoutPermissionGoesInFrontOfNobody() {
    store.put(ResourceKey.cluster("tenants", "team"), tree("metadata: {name: team}\nspec: {}"));

    assertThat(settled("priorityClassName: ordinary", "a: b").problems()).hasSize(1);
    assertThat(settled("priorityClassName: batch", "a: b").problems()).isEmpty();
  }

  @Test
  void aTemplateMayNameAClassThatComesLaterButNoneThatIsForbidden() {
    Draft later = draft("");
    priorities.template(
        later, "spec.template.spec", spec("priorityClassName: none"), WorkloadSpec.EMPTY);
    assertThat(later.problems()).isEmpty();
    assertThat(later.warnings()).singleElement().asString().contains("no instance can be made");

    Draft forbidden = draft("");
    priorities.template(
        forbidden,
        "spec.template.spec",
        spec("priorityClassName: urgent, priority: 1"),
        WorkloadSpec.EMPTY);
    assertThat(forbidden.problems())
        .extracting(Cause::field)
        .containsExactly("spec.template.spec.priority", "spec.template.spec.priorityClassName");
  }

  @Test
  void aReplacementNeedNotRepeatWhatWasComputed() {
    ObjectNode wanted = tree("spec: {running: false}");

    Priorities.keep(tree("spec: {priorityClassName: batch, priority: -10}"), wanted);

    assertThat(wanted.path("spec").path("priorityClassName").asText()).isEqualTo("batch");
    assertThat(wanted.path("spec").path("priority").asInt()).isEqualTo(-10);
  }
}
