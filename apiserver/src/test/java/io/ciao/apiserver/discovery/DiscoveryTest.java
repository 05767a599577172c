package io.ciao.apiserver.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.auth.Identity;
import io.ciao.apiserver.exchange.Answer;
import io.ciao.apiserver.exchange.ApiRequest;
import io.ciao.apiserver.request.Query;
import io.ciao.apiserver.status.RequestRefused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiscoveryTest {
  private static final KindRegistry KINDS = KindRegistry.load();
  private static final CrdView CRDS = new CrdView(KINDS);
  private static final Discovery DISCOVERY = new Discovery(KINDS, CRDS);
  private static final String AGGREGATED =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
  private static final String V2_PROTOBUF =
      "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

  private static Answer.Whole get(String path, Map<String, String> headers) {
    ApiRequest request =
        new ApiRequest("GET", path, Query.parse(""), headers, new byte[0], Identity.ANONYMOUS);
    return (Answer.Whole) DISCOVERY.answer(path, request).orElseThrow();
  }

  private static JsonNode json(String path, String accept) {
    return Json.parse(get(path, Map.of("accept", accept)).bytes());
  }

  private static String header(Answer answer, String name) {
    return answer.headers().stream()
        .filter(header -> header.getKey().equals(name))
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  @Test
  void bothFormsTellTheSameResources() {
    List<String> aggregated = new ArrayList<>();
    for (String root : List.of("/api", "/apis")) {
      for (JsonNode group : json(root, AGGREGATED).path("items")) {
        String name = group.path("metadata").path("name").asText("");
        for (JsonNode resource : group.at("/versions/0/resources")) {
          String plural = resource.path("resource").asText();
          aggregated.add(name + "/" + plural + resource.path("verbs"));
          for (JsonNode part : resource.path("subresources")) {
            String what = plural + "/" + part.path("subresource").asText();
            aggregated.add(name + "/" + what + part.path("verbs"));
          }
        }
      }
    }
    List<String> plain = new ArrayList<>();
    List<String> groups = new ArrayList<>(List.of("/api/v1"));
    json("/apis", "")
        .path("groups")
        .forEach(g -> groups.add("/apis/" + g.at("/versions/0/groupVersion").asText()));
    for (String group : groups) {
      JsonNode list = json(group, "application/json");
      String name = group.equals("/api/v1") ? "" : group.split("/", -1)[2];
      list.path("resources")
          .forEach(r -> plain.add(name + "/" + r.path("name").asText() + r.path("verbs")));
    }

    assertThat(plain).containsExactlyInAnyOrderElementsOf(aggregated);
    assertThat(plain)
        .anyMatch(entry -> entry.startsWith("/secrets["))
        .anyMatch(entry -> entry.startsWith("coordination.k8s.io/leases["))
        .anyMatch(entry -> entry.startsWith("/serviceaccounts/token["))
        .anyMatch(entry -> entry.startsWith("apiextensions.k8s.io/customresourcedefinitions["))
        .anyMatch(entry -> entry.startsWith("ciao.io/volumes/status["));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api",
        "/apis",
        "/apis/ciao.io",
        "/apis/ciao.io/v1",
        "/openapi/v2",
        "/openapi/v3",
        "/version"
      })
  void documentsHaveTagsThatSpareTheSecondTransfer(String path) {
    Answer.Whole first = get(path, Map.of());
    String tag = header(first, "ETag");

    assertThat(first.code()).isEqualTo(200);
    for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
      Answer.Whole again = get(path, Map.of("if-none-match", known));
      assertThat(again.code()).as(known).isEqualTo(304);
      assertThat(again.bytes()).isEmpty();
      assertThat(header(again, "ETag")).isEqualTo(tag);
    }
    assertThat(get(path, Map.of("if-none-match", "\"other\"")).code()).isEqualTo(200);
  }

  @Test
  void formsOfOneDocumentHaveDifferentTags() {
    assertThat(header(get("/apis", Map.of("accept", AGGREGATED)), "ETag"))
        .isNotEqualTo(header(get("/apis", Map.of()), "ETag"));
  }

  @Test
  void openApiTwoComesInTheFormAskedFor() {
    assertThat(get("/openapi/v2", Map.of("accept", V2_PROTOBUF)).contentType())
        .isEqualTo("application/com.github.proto-openapi.spec.v2.v1.0+protobuf");
    assertThat(json("/openapi/v2", "application/json").path("swagger").asText()).isEqualTo("2.0");
    assertThat(get("/openapi/v2", Map.of("accept", "*/*")).contentType())
        .isEqualTo("application/json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/openapi/v2", "/apis", "/version", "/openapi/v3/apis/ciao.io/v1"})
  void formsThatDoNotExistAreNotAcceptable(String path) {
    assertThatThrownBy(() -> get(path, Map.of("accept", "application/vnd.kubernetes.protobuf")))
        .isInstanceOfSatisfying(
            RequestRefused.class, refused -> assertThat(refused.error().code()).isEqualTo(406));
  }

  @Test
  void hashesInTheIndexNameTheDocuments() {
    for (Map.Entry<String, JsonNode> entry : json("/openapi/v3", "").path("paths").properties()) {
      String url = entry.getValue().path("serverRelativeURL").asText();
      String path = url.substring(0, url.indexOf('?'));
      String hash = url.substring(url.indexOf("hash=") + 5);
      assertThat(header(get(path, Map.of()), "ETag")).isEqualTo("\"" + hash + "\"");
    }
  }

  @Test
  void kindsAreShownAsDefinitions() {
    JsonNode instance = CRDS.object("instances.ciao.io").orElseThrow();

    assertThat(CRDS.objects())
        .extracting(object -> object.path("spec").path("group").asText())
        .containsOnly("ciao.io");
    assertThat(instance.at("/spec/names/kind").asText()).isEqualTo("Instance");
    assertThat(instance.at("/status/conditions").findValuesAsText("type"))
        .containsExactly("NamesAccepted", "Established");
    assertThat(instance.at("/status/acceptedNames")).isEqualTo(instance.at("/spec/names"));
    assertThat(instance.toString()).doesNotContain("x-ciao-").contains("x-kubernetes-list-type");
    assertThat(new CrdView(KindRegistry.load()).objects()).isEqualTo(CRDS.objects());
  }
}
