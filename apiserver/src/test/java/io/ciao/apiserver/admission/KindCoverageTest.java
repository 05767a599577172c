package io.ciao.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.rbac.FixedStore;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Where admission names kinds by hand, it names those that there are. Whoever adds one works
/// through `docs/checklists/new-kind.md`.
final class KindCoverageTest {
  private static final KindRegistry KINDS = KindRegistry.load();

  /// Whoever adds a kind decides what is checked beside its schema, if only that it is nothing.
  @Test
  void admissionIsDecidedForEveryKind() {
    Admissions admissions = Admissions.all(new FixedStore(), KINDS, () -> "uid");

    assertThat(admissions.kinds())
        .containsExactlyInAnyOrderElementsOf(
            KINDS.kinds().stream().map(KindDefinition::kind).toList());
  }

  /// Every field `workload` of a kind's wish names a Workload that must not go before its user.
  @Test
  void everyUserOfAWorkloadKeepsIt() {
    Map<String, String> users = new TreeMap<>();
    for (KindDefinition kind : KINDS.kinds()) {
      find(spec(kind), "spec", "workload", path -> users.put(kind.plural(), path));
    }

    assertThat(users).isEqualTo(new TreeMap<>(WorkloadAdmission.USERS));
    users.forEach(
        (plural, path) ->
            assertThat(KINDS.byPlural(plural).orElseThrow().rules().selectableFields())
                .as("selectable fields of %s", plural)
                .contains(path));
  }

  private static JsonNode spec(KindDefinition kind) {
    return kind.source().at("/spec/versions/0/schema/openAPIV3Schema/properties/spec");
  }

  private static void find(JsonNode schema, String path, String field, Consumer<String> found) {
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      String here = path + "." + property.getKey();
      if (property.getKey().equals(field)) {
        found.accept(here);
      }
      find(property.getValue(), here, field, found);
    }
  }
}
