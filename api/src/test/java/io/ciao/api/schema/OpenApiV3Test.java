package io.ciao.api.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenApiV3Test {
  private static final KindRegistry KINDS = KindRegistry.load();
  private static final GroupVersion CIAO = new GroupVersion("ciao.io", "v1");

  private static ObjectNode document(GroupVersion groupVersion) {
    return OpenApiV3.document(groupVersion, KINDS.kinds());
  }

  @Test
  void everyPatchListsWhatKubectlLooksFor() {
    for (var groupVersion : KINDS.groupVersions()) {
      var patches = 0;
      for (var path : document(groupVersion).get("paths").properties()) {
        var patch = path.getValue().get("patch");
        if (patch != null) {
          patches++;
          var names = new ArrayList<String>();
          patch.get("parameters").forEach(parameter -> names.add(parameter.get("name").asText()));
          assertThat(names).as(path.getKey()).contains("fieldValidation", "dryRun");
          assertThat(patch.get("x-kubernetes-group-version-kind").get("version").asText())
              .isEqualTo("v1");
        }
      }
      assertThat(patches).isGreaterThanOrEqualTo(KINDS.kinds(groupVersion).size());
    }
  }

  @Test
  void pathsAreThoseOfTheResources() {
    var paths = document(CIAO).get("paths");
    for (var path :
        List.of(
            "/apis/ciao.io/v1/instances",
            "/apis/ciao.io/v1/namespaces/{namespace}/instances",
            "/apis/ciao.io/v1/namespaces/{namespace}/instances/{name}",
            "/apis/ciao.io/v1/namespaces/{namespace}/instances/{name}/status",
            "/apis/ciao.io/v1/nodes",
            "/apis/ciao.io/v1/nodes/{name}/status")) {
      assertThat(paths.has(path)).as(path).isTrue();
    }
    assertThat(document(new GroupVersion("", "v1")).get("paths").has("/api/v1/namespaces/{name}"))
        .isTrue();
  }

  @Test
  void schemasNameTheirKind() {
    var schemas = document(CIAO).at("/components/schemas");
    var instance = schemas.get("io.ciao.v1.Instance");
    assertThat(instance.at("/x-kubernetes-group-version-kind/0"))
        .isEqualTo(
            Json.object().put("group", "ciao.io").put("kind", "Instance").put("version", "v1"));
    assertThat(instance.at("/properties/metadata/allOf/0/$ref").asText())
        .isEqualTo("#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
    assertThat(instance.at("/properties/spec/properties/running/type").asText())
        .isEqualTo("boolean");
    assertThat(schemas.has("io.ciao.v1.InstanceList")).isTrue();
    assertThat(schemas.has("io.k8s.api.core.v1.Event")).isFalse();
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    for (var groupVersion : KINDS.groupVersions()) {
      var document = document(groupVersion);
      var references = new HashSet<String>();
      collect(document, references);
      assertThat(references).isNotEmpty();
      for (var reference : references) {
        var name = reference.substring("#/components/schemas/".length());
        assertThat(document.at("/components/schemas").has(name)).as(reference).isTrue();
      }
    }
  }

  private static void collect(JsonNode node, HashSet<String> references) {
    if (node.has("$ref")) {
      references.add(node.get("$ref").asText());
    }
    node.forEach(child -> collect(child, references));
  }
}
