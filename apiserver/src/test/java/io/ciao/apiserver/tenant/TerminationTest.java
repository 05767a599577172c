package io.ciao.apiserver.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.KindRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TerminationTest {
  private static final Instant NOW = Instant.parse("2026-11-21T18:00:00Z");
  private static final KindRegistry KINDS = KindRegistry.load();
  private static final Instant LATER = NOW.plusSeconds(60);

  private static Remaining left(String resource, String name, boolean deleting) {
    return new Remaining(
        resource,
        resource + ".ciao.io",
        resource.substring(0, resource.length() - 1),
        name,
        KINDS.byPlural(resource).orElseThrow().rules().end(),
        deleting,
        deleting ? List.of("ciao.io/node") : List.of());
  }

  private static ObjectNode half(String kind) {
    ObjectNode half = Json.object();
    half.put("kind", kind).putObject("metadata").put("name", "t").put("generation", 3);
    return half;
  }

  private static JsonNode condition(ObjectNode half, String type) {
    for (JsonNode condition : half.path("status").path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition;
      }
    }
    return Json.object();
  }

  @Test
  void removesInstancesFirstAndWhatTheyNeedLast() {
    Remaining web = left("instances", "web", false);
    Remaining volume = left("volumes", "data", false);
    Remaining concentrator = left("concentrators", "c", false);
    Remaining network = left("tenantnetworks", "default", false);
    Remaining secret = left("secrets", "s", false);

    assertThat(TerminationDecider.decide(List.of(secret, network, concentrator, volume, web)))
        .isEqualTo(new TerminationDecider.Decision(List.of(web), false));
    assertThat(
            TerminationDecider.decide(List.of(secret, volume, left("instances", "web", true)))
                .delete())
        .as("a stage waits for the one before it")
        .isEmpty();
    assertThat(TerminationDecider.decide(List.of(secret, network, concentrator)).delete())
        .containsExactly(concentrator);
    assertThat(TerminationDecider.decide(List.of(secret, network)).delete())
        .containsExactly(network);
    assertThat(TerminationDecider.decide(List.of(secret)).delete()).containsExactly(secret);
    assertThat(TerminationDecider.decide(List.of()).empty()).isTrue();
  }

  @Test
  void saysWhatRemainsAndWhatKeepsIt() {
    ObjectNode namespace = half("Namespace");
    ObjectNode tenant = half("Tenant");
    List<Remaining> content = List.of(left("instances", "db", true), left("secrets", "s", false));

    TerminationConditions.namespace(namespace, content, List.of(), NOW);
    TerminationConditions.tenant(tenant, content, List.of(), NOW);

    JsonNode remaining = condition(namespace, "NamespaceContentRemaining");
    assertThat(remaining.path("status").asText()).isEqualTo("True");
    assertThat(remaining.path("message").asText())
        .isEqualTo(
            "Some resources are remaining: instances.ciao.io has 1 resource instances (db),"
                + " secrets.ciao.io has 1 resource instances (s)");
    assertThat(condition(namespace, "NamespaceFinalizersRemaining").path("message").asText())
        .isEqualTo(
            "Some content in the namespace has finalizers remaining: ciao.io/node in 1 resource"
                + " instances");
    JsonNode ready = condition(tenant, "Ready");
    assertThat(ready.path("reason").asText()).isEqualTo("Terminating");
    assertThat(ready.path("message").asText())
        .isEqualTo("waits until these are gone: instance/db (finalizer ciao.io/node), secret/s");
    assertThat(ready.path("observedGeneration").asLong()).isEqualTo(3);
    assertThat(tenant.at("/status/observedGeneration").asLong()).isEqualTo(3);
  }

  @Test
  void aTenantSaysAtOnceThatItsContentIsBeingRemoved() {
    ObjectNode tenant = half("Tenant");

    PairMark.put(tenant, NOW);

    assertThat(tenant.at("/metadata/generation").asLong()).isEqualTo(4);
    assertThat(tenant.at("/status/observedGeneration").asLong()).isEqualTo(4);
    JsonNode ready = condition(tenant, "Ready");
    assertThat(ready.path("status").asText()).isEqualTo("False");
    assertThat(ready.path("message").asText()).isEqualTo("its content is being removed");
    assertThat(ready.path("observedGeneration").asLong()).isEqualTo(4);
  }

  @Test
  void aTenantNamesTheFirstFewAndSaysHowManyMoreThereAre() {
    List<Remaining> content = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      content.add(left("secrets", "s" + i, false));
    }
    String five = "waits until these are gone: secret/s1, secret/s2, secret/s3, secret/s4, secret/";
    assertThat(TerminationConditions.waitsFor(content, List.of())).isEqualTo(five + "s5");

    content.add(left("secrets", "s6", false));
    assertThat(TerminationConditions.waitsFor(content, List.of("a key is garbage")))
        .isEqualTo(five + "s5 and 1 more; a key is garbage");
  }

  @Test
  void aTenantWithNothingLeftSaysThatItGoesNext() {
    assertThat(TerminationConditions.waitsFor(List.of(), List.of()))
        .isEqualTo("its content is gone; Tenant and Namespace go next");
    assertThat(TerminationConditions.waitsFor(List.of(), List.of("a key is garbage")))
        .isEqualTo("a key is garbage");
  }

  @Test
  void writesAgainOnlyWhatChanged() {
    ObjectNode namespace = half("Namespace");
    TerminationConditions.namespace(
        namespace, List.of(left("secrets", "s", false)), List.of(), NOW);
    ObjectNode before = namespace.deepCopy();

    TerminationConditions.namespace(
        namespace, List.of(left("secrets", "s", false)), List.of(), LATER);
    assertThat(namespace).isEqualTo(before);

    TerminationConditions.namespace(namespace, List.of(), List.of("a key is garbage"), LATER);
    JsonNode failure = condition(namespace, "NamespaceDeletionContentFailure");
    assertThat(failure.path("status").asText()).isEqualTo("True");
    assertThat(failure.path("message").asText()).endsWith("a key is garbage");
    assertThat(
            condition(namespace, "NamespaceContentRemaining").path("lastTransitionTime").asText())
        .isEqualTo(LATER.toString());
  }
}
