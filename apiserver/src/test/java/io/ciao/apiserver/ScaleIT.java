package io.ciao.apiserver;

import static io.ciao.apiserver.TestClient.CIAO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.apiserver.TestClient.Reply;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The scale of an instance set, as every scaling tool reads and changes it.
@Tag("api")
final class ScaleIT {
  private static final String SETS = CIAO + "/namespaces/default/instancesets";

  @TempDir private static Path directory;
  private static TestServer server;
  private static TestClient admin;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start(directory);
    admin = server.admin();
    Reply made =
        admin.post(
            SETS + "?fieldManager=maker",
            "{\"metadata\":{\"name\":\"web\"},\"spec\":{\"replicas\":2,"
                + "\"template\":{\"spec\":{\"image\":\"tiny\"}}}}");
    assertThat(made.code()).as(made.text()).isEqualTo(201);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void scalesAndIsOwnedBySubresource() throws Exception {
    JsonNode scale = admin.get(SETS + "/web/scale").json();
    Reply patched =
        admin.patch(SETS + "/web/scale?fieldManager=scaler", "{\"spec\":{\"replicas\":3}}");
    JsonNode set = admin.get(SETS + "/web").json();
    Reply stale = admin.put(SETS + "/web/scale", scale.toString());
    Reply dry = admin.patch(SETS + "/web/scale?dryRun=All", "{\"spec\":{\"replicas\":9}}");
    Reply negative = admin.patch(SETS + "/web/scale", "{\"spec\":{\"replicas\":-1}}");

    assertThat(scale.path("kind").asText()).isEqualTo("Scale");
    assertThat(scale.at("/spec/replicas").asLong()).isEqualTo(2);
    assertThat(patched.json().at("/spec/replicas").asLong()).isEqualTo(3);
    assertThat(set.at("/spec/replicas").asLong()).isEqualTo(3);
    assertThat(set.at("/metadata/generation").asLong()).isEqualTo(2);
    assertThat(set.at("/metadata/managedFields").toString())
        .contains("\"subresource\":\"scale\"", "\"manager\":\"scaler\"");
    assertThat(stale.code()).isEqualTo(409);
    assertThat(dry.json().at("/spec/replicas").asLong()).isEqualTo(9);
    assertThat(negative.code()).isEqualTo(422);
    assertThat(admin.get(SETS + "/web").json().at("/spec/replicas").asLong()).isEqualTo(3);
    assertThat(admin.get(CIAO).json().findValuesAsText("name")).contains("instancesets/scale");
  }

  @Test
  void isAppliedAsAnObjectIs() throws Exception {
    admin.post(
        SETS + "?fieldManager=maker",
        "{\"metadata\":{\"name\":\"db\"},\"spec\":{\"replicas\":2,"
            + "\"template\":{\"spec\":{\"image\":\"tiny\"}}}}");
    String path = SETS + "/db/scale?fieldManager=scaler";
    String four = "apiVersion: autoscaling/v1\nkind: Scale\nspec: {replicas: 4}\n";

    Reply conflict = apply(path, four);
    Reply forced = apply(path + "&force=true", four);
    String owners = admin.get(SETS + "/db").json().at("/metadata/managedFields").toString();
    Reply other = apply(path, four.replace("spec:", "metadata: {name: other}\nspec:"));
    Reply none = apply(SETS + "/none/scale?fieldManager=scaler", four);

    assertThat(conflict.code()).isEqualTo(409);
    assertThat(conflict.message()).contains(".spec.replicas", "maker");
    assertThat(forced.json().at("/spec/replicas").asLong()).isEqualTo(4);
    assertThat(forced.json().path("kind").asText()).isEqualTo("Scale");
    assertThat(owners)
        .contains("\"manager\":\"scaler\",\"operation\":\"Apply\"", "\"subresource\":\"scale\"");
    assertThat(other.code()).isEqualTo(400);
    assertThat(none.code()).isEqualTo(404);
  }

  @Test
  void kindsWithoutReplicasHaveNone() throws Exception {
    assertThat(admin.get(CIAO + "/nodes/n/scale").code()).isEqualTo(404);
    assertThat(admin.get(SETS + "/none/scale").code()).isEqualTo(404);
  }

  private static Reply apply(String path, String yaml) throws Exception {
    return admin.send("PATCH", path, yaml, "application/apply-patch+yaml");
  }
}
