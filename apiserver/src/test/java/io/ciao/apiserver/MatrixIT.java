package io.ciao.apiserver;

import static io.ciao.apiserver.TestClient.CIAO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.TestClient.Outcome;
import io.ciao.apiserver.auth.MatrixTable;
import io.ciao.apiserver.request.Verb;
import io.ciao.ssntp.frame.Role;
import io.ciao.testkit.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every role, every verb, every kind and part of one, in two tenants, as real requests; and a line
/// in the audit log for every one that is denied. Everything is a dry run.
@Tag("api")
final class MatrixIT {
  private static final KindRegistry KINDS = KindRegistry.load();
  private static final Set<Verb> OF_PARTS = Set.of(Verb.GET, Verb.CREATE, Verb.UPDATE, Verb.PATCH);
  private static final Set<String> PERSONS =
      Set.of("tenant-viewer", "tenant-member", "tenant-admin", "stranger", "root");
  private static final String OWN = "red";
  private static final String OTHER = "blue";

  @TempDir private static Path directory;
  private static TestServer server;
  private static final Map<String, TestClient> WHO = new LinkedHashMap<>();

  private final List<String> wrong = new ArrayList<>();
  private final Map<String, String> denied = new HashMap<>();

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start(directory);
    TestClient admin = server.admin();
    for (String tenant : new String[] {OWN, OTHER}) {
      admin.post(CIAO + "/tenants", "{\"metadata\":{\"name\":\"" + tenant + "\"}}");
    }
    for (String role : new String[] {"viewer", "member", "admin"}) {
      String user = "tenant-" + role;
      int code =
          admin
              .post(
                  "/apis/rbac.authorization.k8s.io/v1/namespaces/red/rolebindings",
                  "{\"metadata\":{\"name\":\"%s\"},\"roleRef\":{\"kind\":\"ClusterRole\",\"name\":"
                          .formatted(user)
                      + "\"ciao-%s\"},\"subjects\":[{\"kind\":\"User\",\"name\":\"%s\"}]}"
                          .formatted(user, user))
              .code();
      assertThat(code).isEqualTo(201);
      WHO.put(user, server.client(server.certificates().person(user)));
    }
    WHO.put("scheduler", server.scheduler());
    WHO.put("launcher", node(Role.AGENT));
    WHO.put("cnci", node(Role.CNCI_AGENT));
    WHO.put("stranger", server.client(server.certificates().stranger()));
    WHO.put("root", admin);
  }

  private static TestClient node(Role role) {
    return server.client(server.certificates().node("n1", UUID.randomUUID(), role));
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  /// What the table lets somebody do; admins all, strangers nothing, tenant roles in their own.
  private static String letters(String who, String[] row, boolean own) {
    return switch (who) {
      case "tenant-viewer" -> own ? row[0] : "";
      case "tenant-member" -> own ? row[1] : "";
      case "tenant-admin" -> own ? row[2] : "";
      case "scheduler" -> row[3];
      case "launcher" -> row[4];
      case "cnci" -> row[5];
      case "stranger" -> "";
      default -> "glwcupdD";
    };
  }

  private static String path(KindDefinition kind, String part, Verb verb, String tenant) {
    boolean scope = MatrixTable.isScope(kind.plural());
    boolean collection =
        part.isEmpty()
            && (verb == Verb.LIST
                || verb == Verb.WATCH
                || verb == Verb.CREATE
                || verb == Verb.DELETECOLLECTION);
    String base = kind.groupVersion().path() + (kind.namespaced() ? "/namespaces/" + tenant : "");
    String name = scope ? tenant : "thing";
    String selector =
        scope && (verb == Verb.LIST || verb == Verb.WATCH)
            ? "&fieldSelector=metadata.name%3D" + tenant
            : "";
    return base
        + "/"
        + kind.plural()
        + (collection ? "" : "/" + name)
        + (part.isEmpty() ? "" : "/" + part)
        + "?dryRun=All"
        + (verb == Verb.WATCH ? "&watch=true" : "")
        + selector;
  }

  private static Outcome send(TestClient who, Verb verb, String path) throws Exception {
    return switch (verb) {
      case GET, LIST, WATCH -> who.outcome("GET", path, "", "");
      case CREATE -> who.outcome("POST", path, "{}", "application/json");
      case UPDATE -> who.outcome("PUT", path, "{}", "application/json");
      case PATCH -> who.outcome("PATCH", path, "{}", TestClient.MERGE);
      case DELETE, DELETECOLLECTION -> who.outcome("DELETE", path, "", "");
    };
  }

  private void check(String who, Verb verb, String path, boolean allowed) throws Exception {
    Outcome outcome = send(WHO.get(who), verb, path);
    boolean refused = outcome.code() == 403 || outcome.code() == 401;
    if (refused == allowed || outcome.code() >= 500) {
      wrong.add(who + " " + verb.word() + " " + path + ": " + outcome.code());
    }
    if (refused) {
      denied.put(outcome.audit(), who + " " + verb.word() + " " + path);
    }
  }

  @Test
  void permitsWhatTheTableSaysAndLogsEveryDenial() throws Exception {
    int cases = 0;
    for (Map.Entry<String, String[]> row : MatrixTable.read().entrySet()) {
      String[] what = row.getKey().split("/", 2);
      String part = what.length > 1 ? what[1] : "";
      Optional<KindDefinition> kind = KINDS.byPlural(what[0]);
      if (kind.isEmpty() || (part.equals("status") && !kind.get().hasStatus())) {
        continue;
      }
      for (Verb verb : Verb.values()) {
        if (!part.isEmpty() && !OF_PARTS.contains(verb)) {
          continue;
        }
        for (String who : WHO.keySet()) {
          for (String tenant : List.of(OWN, OTHER)) {
            boolean allowed =
                letters(who, row.getValue(), tenant.equals(OWN)).indexOf(MatrixTable.letter(verb))
                        >= 0
                    || (PERSONS.contains(who) && MatrixTable.isEverybodys(what[0], verb));
            check(who, verb, path(kind.get(), part, verb, tenant), allowed);
            cases++;
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(cases).isGreaterThan(2_000);
    assertThat(denied.size()).isGreaterThan(1_000);
    Eventually.within(Duration.ofSeconds(10)).untilAsserted(this::everyDenialIsLogged);
  }

  private void everyDenialIsLogged() throws Exception {
    Map<String, String> missing = new HashMap<>(denied);
    ObjectMapper json = new ObjectMapper();
    for (String line : Files.readAllLines(server.auditLog())) {
      JsonNode entry = json.readTree(line);
      if (entry.path("decision").asText().equals("deny")) {
        missing.remove(entry.path("id").asText());
      }
    }
    assertThat(missing).as("denials without a line").isEmpty();
  }
}
