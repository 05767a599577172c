package io.ciao.apiserver.quota;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Where quotas name kinds and amounts by hand, they name those that there are. Whoever adds a kind
/// works through `docs/checklists/new-kind.md`.
final class KindCoverageTest {
  private static final KindRegistry KINDS = KindRegistry.load();

  @Test
  void theseKindsCostAndNoOthers() {
    assertThat(
            KINDS.kinds().stream()
                .map(KindDefinition::plural)
                .filter(plural -> !Charges.of(plural, Json.object()).equals(Amounts.NONE)))
        .containsExactlyInAnyOrderElementsOf(Charges.RESOURCES);
  }

  @Test
  void everyAmountCanBeLimited() {
    JsonNode limits =
        KINDS
            .require("Quota")
            .source()
            .at(
                "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/limits/properties");

    assertThat(Arrays.stream(Amount.values()).map(Amount::field))
        .containsExactlyElementsOf(limits::fieldNames);
  }
}
