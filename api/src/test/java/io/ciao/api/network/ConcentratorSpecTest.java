package io.ciao.api.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.Defaults;
import io.ciao.api.schema.KindRegistry;
import io.ciao.api.schema.SchemaValidator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConcentratorSpecTest {
  private static ObjectNode concentrator() {
    return Json.parse(
        """
        {"apiVersion": "ciao.io/v1", "kind": "Concentrator",
         "metadata": {"name": "default-4096", "namespace": "t1"},
         "spec": {"tenantNetwork": "default", "subnet": "172.16.0.0/24", "vni": 4096, "mtu": 1450,
           "outsideAddress": "198.18.0.100/24", "outsideGateway": "198.18.0.254",
           "gateway": {"ip": "172.16.0.1", "mac": "02:00:5e:00:00:01"},
           "dns": {"domain": "t1.ciao"}}}
        """
            .getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatTheSchemaTakesIsWhole() {
    var kind = KindRegistry.load().require("Concentrator");
    var tree = concentrator();
    Defaults.apply(kind, tree);

    assertThat(SchemaValidator.validate(kind, tree)).isEmpty();
    var spec = Json.toRecord(tree, Concentrator.class).spec();
    assertThat(spec.topology()).isEqualTo("mesh");
    assertThat(spec.outsideHost()).isEqualTo("198.18.0.100");
    assertThat(spec.members()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tenantNetwork",
        "subnet",
        "vni",
        "mtu",
        "outsideAddress",
        "outsideGateway",
        "gateway",
        "dns"
      })
  void whatIsLeftOutIsMadeUpByNobody(String field) {
    var kind = KindRegistry.load().require("Concentrator");
    var tree = concentrator();
    Defaults.apply(kind, tree);
    ((ObjectNode) tree.path("spec")).remove(field);

    assertThat(SchemaValidator.validate(kind, tree))
        .singleElement()
        .asString()
        .contains("spec." + field);
    assertThatThrownBy(() -> Json.toRecord(tree, Concentrator.class))
        .hasMessageContaining("spec." + field);
  }
}
