package io.ciao.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.apiserver.TestClient.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tools list and watch all that discovery tells; what it tells must be there.
@Tag("api")
final class DiscoveredIT {
  private static final String APPLY = "application/apply-patch+yaml";

  @TempDir private static Path directory;
  private static TestServer server;
  private static TestClient admin;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start(directory);
    admin = server.admin();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static List<String> groups() throws Exception {
    List<String> groups = new ArrayList<>(List.of("/api/v1"));
    for (JsonNode group : admin.get("/apis").json().path("groups")) {
      groups.add("/apis/" + group.at("/preferredVersion/groupVersion").asText());
    }
    return groups;
  }

  @Test
  void whatIsToldIsServed() throws Exception {
    int listed = 0;
    int asked = 0;
    for (String group : groups()) {
      for (JsonNode resource : admin.get(group).json().path("resources")) {
        String name = resource.path("name").asText();
        String verbs = resource.path("verbs").toString();
        if (name.contains("/")) {
          continue;
        }
        if (verbs.contains("\"list\"")) {
          Reply reply = admin.get(group + "/" + name);
          assertThat(reply.code()).as(group + "/" + name + ": " + reply.text()).isEqualTo(200);
          assertThat(reply.json().path("kind").asText())
              .isEqualTo(resource.path("kind").asText() + "List");
          listed++;
        } else {
          boolean namespaced = resource.path("namespaced").asBoolean();
          String path = group + (namespaced ? "/namespaces/default/" : "/") + name;
          Reply reply = admin.post(path, "{\"spec\":{}}");
          assertThat(reply.code()).as(path + ": " + reply.text()).isNotIn(404, 405, 500);
          asked++;
        }
      }
    }
    assertThat(listed).isGreaterThan(20);
    assertThat(asked).isEqualTo(6);
  }

  @Test
  void everyListedKindHasASchemaWithItsName() throws Exception {
    JsonNode definitions = admin.get("/openapi/v2").json().path("definitions");
    List<String> described = new ArrayList<>();
    for (JsonNode definition : definitions) {
      JsonNode kind = definition.at("/x-kubernetes-group-version-kind/0");
      described.add(kind.path("group").asText() + "/" + kind.path("kind").asText());
    }
    for (String group : List.of("/api/v1", "/apis/ciao.io/v1", "/apis/coordination.k8s.io/v1")) {
      String name = group.equals("/api/v1") ? "" : group.split("/", -1)[2];
      for (JsonNode resource : admin.get(group).json().path("resources")) {
        if (!resource.path("name").asText().contains("/")) {
          assertThat(described).contains(name + "/" + resource.path("kind").asText());
        }
      }
    }
  }

  @Test
  void aSecretAppliedTwiceIsTheSame() throws Exception {
    String path = "/api/v1/namespaces/default/secrets/applied?fieldManager=me";
    String body =
        """
        {"apiVersion":"v1","kind":"Secret","metadata":{"name":"applied"},"stringData":{"k":"v"}}\
        """;

    Reply first = admin.send("PATCH", path, body, APPLY);
    assertThat(first.code()).as(first.text()).isEqualTo(201);
    Reply second = admin.send("PATCH", path, body, APPLY);
    assertThat(second.code()).as(second.text()).isEqualTo(200);

    assertThat(second.json()).isEqualTo(first.json());
    assertThat(first.json().at("/metadata/managedFields/0/fieldsV1").toString())
        .contains("\"f:k\"")
        .doesNotContain("stringData");
    Reply emptied =
        admin.send("PATCH", path, body.replace(",\"stringData\":{\"k\":\"v\"}", ""), APPLY);
    assertThat(emptied.json().path("data")).isEmpty();
  }
}
