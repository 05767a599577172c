package io.ciao.api.meta;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.api.client.ResourceType;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Where this module names kinds by hand, it names those that there are. Whoever adds one works
/// through `docs/checklists/new-kind.md`.
class KindCoverageTest {
  private static final KindRegistry KINDS = KindRegistry.load();

  /// Kinds without a record, and why.
  private static final Map<String, String> NO_RECORD =
      Map.of(
          "events", "whoever reports one writes it field by field, and only people read it",
          "namespaces", "the other half of a Tenant, whose record says the same",
          "roles", "the apiserver compiles rules straight from the tree",
          "rolebindings", "the apiserver compiles bindings straight from the tree",
          "clusterroles", "the apiserver compiles rules straight from the tree",
          "clusterrolebindings", "the apiserver compiles bindings straight from the tree");

  @Test
  void everyKindHasARecordOrAReasonToHaveNone() {
    var withRecord = RecordsMirrorSchemasTest.kinds().map(kind -> (String) kind.get()[0]).toList();

    assertThat(Stream.concat(withRecord.stream(), NO_RECORD.keySet().stream()))
        .containsExactlyInAnyOrderElementsOf(
            KINDS.kinds().stream().map(KindDefinition::plural).toList());
  }

  @TestFactory
  Stream<DynamicTest> resourceTypeSaysWhatTheCrdSays() {
    return Arrays.stream(ResourceType.class.getFields())
        .filter(field -> Modifier.isStatic(field.getModifiers()))
        .map(
            field ->
                DynamicTest.dynamicTest(
                    field.getName(),
                    () -> {
                      var type = (ResourceType) field.get(null);
                      var kind = KINDS.require(type.kind());
                      assertThat(type)
                          .isEqualTo(
                              new ResourceType(
                                  kind.group(),
                                  kind.version(),
                                  kind.plural(),
                                  kind.kind(),
                                  kind.namespaced()));
                    }));
  }

  /// Whoever adds a kind decides when it goes with its tenant.
  @Test
  void everyNamespacedKindSaysWhenItGoes() {
    var saying =
        KINDS.kinds().stream()
            .filter(kind -> kind.source().path("spec").has("x-ciao-end"))
            .map(KindDefinition::kind)
            .collect(Collectors.toSet());

    assertThat(saying)
        .containsExactlyInAnyOrderElementsOf(
            KINDS.kinds().stream()
                .filter(KindDefinition::namespaced)
                .map(KindDefinition::kind)
                .toList());
  }
}
