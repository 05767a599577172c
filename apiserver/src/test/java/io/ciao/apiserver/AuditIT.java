package io.ciao.apiserver;

import static io.ciao.apiserver.TestClient.CIAO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ciao.ssntp.frame.Role;
import io.ciao.testkit.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the audit log says of requests, and what it never says.
@Tag("api")
final class AuditIT {
  private static final String KEYS = CIAO + "/namespaces/default/sshkeys";
  private static final String SECRETS = "/api/v1/namespaces/default/secrets";

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

  private static List<JsonNode> lines(String agent) throws Exception {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(server.auditLog())) {
      JsonNode entry = new ObjectMapper().readTree(line);
      if (entry.path("userAgent").asText().equals(agent)) {
        lines.add(entry);
      }
    }
    return lines;
  }

  private static JsonNode line(String agent) throws Exception {
    List<JsonNode> found = new ArrayList<>();
    Eventually.within(Duration.ofSeconds(5))
        .untilAsserted(
            () -> {
              found.clear();
              found.addAll(lines(agent));
              assertThat(found).hasSize(1);
            });
    return found.getFirst();
  }

  @Test
  void saysWhoDidWhatWhenAndHowItEnded() throws Exception {
    admin.postWith(
        KEYS,
        "{\"metadata\":{\"generateName\":\"k-\"},\"spec\":{\"publicKey\":\"ssh-ed25519 AAAA\"}}",
        "User-Agent",
        "writer",
        "Audit-Id",
        "my-own");

    JsonNode line = line("writer");

    assertThat(line.path("id").asText()).isEqualTo("my-own");
    assertThat(line.path("time").asText()).startsWith("20");
    assertThat(line.path("user").asText()).isEqualTo("admin");
    assertThat(line.path("groups").toString()).contains("ciao:admins");
    assertThat(line.path("verb").asText()).isEqualTo("create");
    assertThat(line.path("resource").asText()).isEqualTo("sshkeys");
    assertThat(line.path("namespace").asText()).isEqualTo("default");
    assertThat(line.path("name").asText()).startsWith("k-").hasSizeGreaterThan(2);
    assertThat(line.path("code").asInt()).isEqualTo(201);
    assertThat(line.path("decision").asText()).isEqualTo("allow");
    assertThat(line.path("source").asText()).isEqualTo("127.0.0.1");
  }

  @Test
  void namesBothWhoeverActsAsAnother() throws Exception {
    admin.getWith(KEYS, Map.of("User-Agent", "actor", "Impersonate-User", "somebody"));

    JsonNode line = line("actor");

    assertThat(line.path("user").asText()).isEqualTo("admin");
    assertThat(line.at("/as/user").asText()).isEqualTo("somebody");
    assertThat(line.path("decision").asText()).isEqualTo("deny");
    assertThat(line.path("message").asText()).contains("User \"somebody\" cannot list");
  }

  @Test
  void logsWhoCannotSayWhoTheyAre() throws Exception {
    try (TestClient nobody = new TestClient(server.url(), server.certificates().trustOnly())) {
      nobody.getWith(
          KEYS, Map.of("User-Agent", "nobody", "Authorization", "Bearer abc.TOPSECRET.def"));
    }

    JsonNode line = line("nobody");

    assertThat(line.path("user").asText()).isEqualTo("system:anonymous");
    assertThat(line.path("code").asInt()).isEqualTo(401);
    assertThat(Files.readString(server.auditLog())).doesNotContain("TOPSECRET");
  }

  private static TestClient node(String name) {
    return server.client(server.certificates().node(name, UUID.randomUUID(), Role.AGENT));
  }

  @Test
  void logsNoRenewalButThoseThatAreDenied() throws Exception {
    String renew = CIAO + "/nodes/n1/renew";
    String body = "{\"incarnation\":1,\"seq\":1}";
    try (TestClient node = node("n1");
        TestClient other = node("n2")) {
      node.postWith(renew, body, "User-Agent", "renews");
      other.postWith(renew, body, "User-Agent", "meddles");
    }

    assertThat(line("meddles").path("code").asInt()).isEqualTo(403);
    assertThat(lines("renews")).isEmpty();
  }

  @Test
  void logsReadsOfSecretsAndNoOtherReads() throws Exception {
    String value = "aHVzaC1odXNo";
    admin.postWith(
        SECRETS,
        "{\"metadata\":{\"name\":\"s\"},\"data\":{\"password\":\"" + value + "\"}}",
        "User-Agent",
        "keeper");
    admin.getWith(KEYS, Map.of("User-Agent", "reader"));
    admin.getWith(SECRETS + "/s", Map.of("User-Agent", "peeper"));

    assertThat(line("peeper").path("verb").asText()).isEqualTo("get");
    assertThat(line("keeper").path("resource").asText()).isEqualTo("secrets");
    assertThat(lines("reader")).isEmpty();
    assertThat(Files.readString(server.auditLog()))
        .doesNotContain(value)
        .doesNotContain("password");
  }
}
