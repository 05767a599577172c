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

/// A privileged container is root on its node: on no way does a tenant get one that its Tenant does
/// not permit.
@Tag("api")
final class PrivilegeIT {
  private static final String TENANT = CIAO + "/tenants/plain";
  private static final String INSTANCES = CIAO + "/namespaces/plain/instances";
  private static final String WORKLOADS = CIAO + "/namespaces/plain/workloads";

  @TempDir private static Path directory;
  private static TestServer server;
  private static TestClient admin;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start(directory);
    admin = server.admin();
    server.publicImage("i");
    ok(201, admin.post(CIAO + "/tenants", "{\"metadata\":{\"name\":\"plain\"}}"));
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static Reply ok(int code, Reply reply) {
    assertThat(reply.code()).as(reply.text()).isEqualTo(code);
    return reply;
  }

  private static String instance(String name, String spec) {
    return "{\"metadata\":{\"name\":\""
        + name
        + "\"},\"spec\":{\"runtime\":\"container\","
        + spec
        + "}}";
  }

  private static String permit(boolean permitted) {
    return "{\"spec\":{\"permissions\":{\"privilegedContainers\":" + permitted + "}}}";
  }

  @Test
  void isRefusedAtCreationAndAtAChange() throws Exception {
    Reply created = admin.post(INSTANCES, instance("a", "\"image\":\"i\",\"privileged\":true"));
    ok(201, admin.post(INSTANCES, instance("b", "\"image\":\"i\",\"running\":false")));
    Reply patched = admin.patch(INSTANCES + "/b", "{\"spec\":{\"privileged\":true}}");

    assertThat(created.code()).isEqualTo(422);
    assertThat(patched.code()).isEqualTo(422);
    assertThat(patched.message()).contains("spec.privileged", "privilegedContainers must be true");
    ok(200, admin.patch(INSTANCES + "/b", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}"));
  }

  @Test
  void isRefusedAtTheBindIfTheWorkloadBringsItAlongLater() throws Exception {
    JsonNode made = ok(201, admin.post(INSTANCES, instance("c", "\"workload\":\"w\""))).json();
    JsonNode workload =
        ok(
                201,
                admin.post(
                    WORKLOADS,
                    "{\"metadata\":{\"name\":\"w\"},\"spec\":{\"runtime\":\"container\",\"image\":\"i\",\"privileged\":true}}"))
            .json();
    String revision = workload.at("/metadata/uid").asText() + "/1";

    JsonNode refused = server.bind(made, revision);
    ok(200, admin.patch(TENANT, permit(true)));
    JsonNode bound = server.bind(made, revision);
    ok(200, admin.patch(TENANT, permit(false)));

    assertThat(refused.path("code").asInt()).isEqualTo(403);
    assertThat(refused.path("reason").asText()).isEqualTo("PrivilegedNotPermitted");
    assertThat(refused.path("message").asText()).contains("tenant plain may not");
    assertThat(bound.path("code").asInt()).as(bound.toString()).isEqualTo(200);
  }
}
