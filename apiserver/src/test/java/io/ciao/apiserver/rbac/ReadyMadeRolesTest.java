package io.ciao.apiserver.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.schema.Defaults;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.api.schema.SchemaValidator;
import io.ciao.api.schema.UnknownFields;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReadyMadeRolesTest {
  private static final KindRegistry KINDS = KindRegistry.load();

  private final List<ObjectNode> objects = ReadyMadeRoles.load().objects();

  @Test
  void areValidObjects() {
    for (ObjectNode object : objects) {
      KindDefinition kind = KINDS.require(object.path("kind").asText());
      assertThat(UnknownFields.prune(kind, object)).isEmpty();
      ObjectNode defaulted = object.deepCopy();
      Defaults.apply(kind, defaulted);
      assertThat(defaulted).as("nothing is left to defaults").isEqualTo(object);
      assertThat(SchemaValidator.validate(kind, object)).as(object.toString()).isEmpty();
    }
  }

  @Test
  void bindRolesThatAreThere() {
    List<String> roles =
        objects.stream()
            .filter(object -> object.path("kind").asText().equals("ClusterRole"))
            .map(object -> object.at("/metadata/name").asText())
            .toList();

    for (ObjectNode object : objects) {
      JsonNode role = object.path("roleRef").path("name");
      assertThat(role.isMissingNode() || roles.contains(role.asText())).isTrue();
    }
  }
}
