package io.ciao.apiserver;

import static io.ciao.apiserver.TestClient.CIAO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.apiserver.TestClient.Reply;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Roles that people are given, what they may hand on, and how they are told.
@Tag("api")
final class RoleIT {
  private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1";
  private static final String REVIEWS = "/apis/authorization.k8s.io/v1";

  @TempDir private static Path directory;
  private static TestServer server;
  private static TestClient admin;
  private static TestClient boss;
  private static TestClient member;
  private static TestClient viewer;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start(directory);
    admin = server.admin();
    for (String tenant : new String[] {"red", "blue"}) {
      ok(201, admin.post(CIAO + "/tenants", "{\"metadata\":{\"name\":\"" + tenant + "\"}}"));
    }
    boss = person("boss", "ciao-tenant-admin");
    member = person("member", "ciao-tenant-member");
    viewer = person("viewer", "ciao-tenant-viewer");
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static TestClient person(String name, String role) throws Exception {
    ok(201, admin.post(RBAC + "/namespaces/red/rolebindings", binding(name, role, name)));
    return server.client(server.certificates().person(name));
  }

  private static String binding(String name, String role, String user) {
    return "{\"metadata\":{\"name\":\""
        + name
        + "\"},\"roleRef\":{\"kind\":\"ClusterRole\",\"name\":\""
        + role
        + "\"},\"subjects\":[{\"kind\":\"User\",\"name\":\""
        + user
        + "\"}]}";
  }

  private static String instances(String tenant) {
    return CIAO + "/namespaces/" + tenant + "/instances";
  }

  private static Reply ok(int code, Reply reply) {
    assertThat(reply.code()).as(reply.text()).isEqualTo(code);
    return reply;
  }

  private static String instance(String name) {
    return "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"image\":\"tiny\"}}";
  }

  @Test
  void showsEverybodyWhatIsPublic() throws Exception {
    String workloads = CIAO + "/namespaces/default/workloads";
    String body =
        "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"visibility\":\"%s\",\"runtime\":\"container\",\"image\":\"i\"}}";
    ok(201, admin.post(workloads, body.formatted("shared", "public")));
    ok(201, admin.post(workloads, body.formatted("own", "private")));

    Reply listed = ok(200, viewer.get(workloads + "?fieldSelector=spec.visibility%3Dpublic"));
    Reply all = ok(403, viewer.get(workloads));

    assertThat(listed.json().findValuesAsText("name")).contains("shared").doesNotContain("own");
    assertThat(all.message()).contains("spec.visibility=public");
    ok(200, viewer.get(workloads + "/shared"));
    ok(403, viewer.get(workloads + "/own"));
    ok(403, viewer.delete(workloads + "/shared"));
    ok(200, admin.patch(workloads + "/shared", "{\"spec\":{\"visibility\":\"private\"}}"));
    ok(403, viewer.get(workloads + "/shared"));
  }

  @Test
  void givesTenantRolesInTheirTenantAlone() throws Exception {
    ok(201, member.post(instances("red"), instance("mine")));
    ok(200, viewer.get(instances("red") + "/mine"));
    ok(200, viewer.get("/api/v1/namespaces/red"));
    ok(200, viewer.get(CIAO + "/tenants/red"));
    ok(403, viewer.delete(instances("red") + "/mine"));
    ok(403, member.get(instances("blue")));
    ok(403, member.get(CIAO + "/instances"));
    ok(403, member.get(CIAO + "/tenants/blue"));
    Reply status = ok(403, member.patch(instances("red") + "/mine/status", "{\"status\":{}}"));
    assertThat(status.reason()).isEqualTo("Forbidden");
    assertThat(status.message())
        .isEqualTo(
            "instances.ciao.io \"mine\" is forbidden: User \"member\" cannot patch resource"
                + " \"instances/status\" in API group \"ciao.io\" in the namespace \"red\": no role"
                + " permits it");
    Reply finalizer =
        member.patch(instances("red") + "/mine", "{\"metadata\":{\"finalizers\":null}}");
    assertThat(ok(403, finalizer).message()).contains("removed by the system");
  }

  @Test
  void endsAWatchWithTheRoleThatPermittedIt() throws Exception {
    TestClient guest = person("guest", "ciao-tenant-viewer");
    String keys = CIAO + "/namespaces/red/sshkeys";
    String key = "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"publicKey\":\"ssh-ed25519 AAAA\"}}";
    try (TestClient.Lines watch = guest.stream(keys + "?watch=true")) {
      ok(201, admin.post(keys, key.formatted("seen")));
      assertThat(watch.event().at("/object/metadata/name").asText()).isEqualTo("seen");

      ok(200, admin.delete(RBAC + "/namespaces/red/rolebindings/guest"));
      ok(201, admin.post(keys, key.formatted("unseen")));

      assertThat(watch.rest()).as("nothing is told any more").isEmpty();
    }
  }

  @Test
  void letsNobodyHandOutMoreThanTheyHave() throws Exception {
    String bindings = RBAC + "/namespaces/red/rolebindings";
    ok(201, boss.post(bindings, binding("friend", "ciao-tenant-member", "friend")));
    Reply more = ok(403, boss.post(bindings, binding("root", "cluster-admin", "boss")));
    assertThat(more.message()).contains("attempting to grant permissions not currently held");
    ok(403, boss.post(RBAC + "/clusterrolebindings", binding("root", "cluster-admin", "boss")));
    String rules =
        "\"rules\":[{\"verbs\":[\"%s\"],\"apiGroups\":[\"ciao.io\"],\"resources\":[\"%s\"]}]";
    String roles = RBAC + "/namespaces/red/roles";
    ok(
        201,
        boss.post(
            roles, "{\"metadata\":{\"name\":\"r\"}," + rules.formatted("get", "volumes") + "}"));
    ok(403, boss.patch(roles + "/r", "{" + rules.formatted("get", "nodes") + "}"));
    ok(403, member.get(roles));
    Reply changed =
        boss.patch(bindings + "/friend", "{\"roleRef\":{\"name\":\"ciao-tenant-viewer\"}}");
    assertThat(ok(422, changed).message()).contains("field is immutable");
  }

  @Test
  void refusesRolesThatMeanNothing() throws Exception {
    Reply both =
        admin.post(
            RBAC + "/clusterroles",
            "{\"metadata\":{\"name\":\"x\"},\"rules\":[{\"verbs\":[\"get\"],\"resources\":[\"a\"],"
                + "\"apiGroups\":[\"\"],\"nonResourceURLs\":[\"/x\"]},{\"resources\":[\"a\"],"
                + "\"verbs\":[]}]}");
    assertThat(ok(422, both).message())
        .contains("rules[0].nonResourceURLs")
        .contains("rules[1].verbs")
        .contains("rules[1].apiGroups");
    Reply nobody =
        admin.post(
            RBAC + "/namespaces/red/rolebindings",
            "{\"metadata\":{\"name\":\"x\"},\"roleRef\":{\"kind\":\"Role\",\"name\":\"a\"},"
                + "\"subjects\":[{\"kind\":\"ServiceAccount\",\"name\":\"a\"}]}");
    assertThat(ok(422, nobody).message()).contains("subjects[0].namespace");
  }

  @Test
  void aggregatesRolesAndKeepsTheReadyMadeOnes() throws Exception {
    String shipped = RBAC + "/clusterroles/ciao-tenant-viewer";
    long before = admin.get(shipped).json().path("rules").size();
    assertThat(before).isGreaterThan(3);
    ok(
        201,
        admin.post(
            RBAC + "/clusterroles",
            "{\"metadata\":{\"name\":\"more\",\"labels\":{\"rbac.ciao.io/aggregate-to-tenant-viewer"
                + "\":\"true\"}},\"rules\":[{\"verbs\":[\"get\"],\"apiGroups\":[\"ciao.io\"],"
                + "\"resources\":[\"more\"]}]}"));
    ok(200, admin.patch(RBAC + "/clusterroles/system:ciao-scheduler", "{\"rules\":[]}"));
    eventually(
        () -> {
          assertThat(admin.get(shipped).json().path("rules").size()).isEqualTo(before + 1);
          assertThat(
                  admin
                      .get(RBAC + "/clusterroles/system:ciao-scheduler")
                      .json()
                      .path("rules")
                      .size())
              .isGreaterThan(3);
        });
    ok(200, admin.delete(RBAC + "/clusterroles/more"));
    eventually(() -> assertThat(admin.get(shipped).json().path("rules").size()).isEqualTo(before));
  }

  private static void eventually(io.ciao.testkit.Eventually.Assertions assertions)
      throws Exception {
    io.ciao.testkit.Eventually.within(java.time.Duration.ofSeconds(15)).untilAsserted(assertions);
  }

  private static JsonNode ask(TestClient who, String kind, String body) throws Exception {
    return ok(201, who.post(REVIEWS + "/" + kind, body)).json().path("status");
  }

  private static String wants(String verb, String resource, String namespace) {
    return "\"resourceAttributes\":{\"verb\":\""
        + verb
        + "\",\"group\":\"ciao.io\",\"resource\":\""
        + resource
        + "\",\"namespace\":\""
        + namespace
        + "\"}";
  }

  @Test
  void answersAccessReviews() throws Exception {
    String self = "{\"spec\":{" + wants("create", "instances", "red") + "}}";
    assertThat(ask(member, "selfsubjectaccessreviews", self).path("allowed").asBoolean()).isTrue();
    assertThat(ask(viewer, "selfsubjectaccessreviews", self).path("allowed").asBoolean()).isFalse();
    String other = "{\"spec\":{\"user\":\"member\"," + wants("create", "instances", "red") + "}}";
    assertThat(ask(admin, "subjectaccessreviews", other).path("allowed").asBoolean()).isTrue();
    ok(403, member.post(REVIEWS + "/subjectaccessreviews", other));
    assertThat(
            ok(201, boss.post(REVIEWS + "/namespaces/red/localsubjectaccessreviews", other))
                .json()
                .at("/status/allowed")
                .asBoolean())
        .isTrue();
    ok(403, boss.post(REVIEWS + "/namespaces/blue/localsubjectaccessreviews", other));
    String path = "{\"spec\":{\"nonResourceAttributes\":{\"verb\":\"get\",\"path\":\"/apis\"}}}";
    assertThat(ask(viewer, "selfsubjectaccessreviews", path).path("allowed").asBoolean()).isTrue();
    ok(422, viewer.post(REVIEWS + "/selfsubjectaccessreviews", "{\"spec\":{}}"));
    JsonNode rules = ask(viewer, "selfsubjectrulesreviews", "{\"spec\":{\"namespace\":\"red\"}}");
    assertThat(rules.path("resourceRules").toString()).contains("instances/log");
    assertThat(rules.path("nonResourceRules").toString()).contains("/openapi/*");
    assertThat(rules.path("incomplete").asBoolean()).isFalse();
    ok(403, viewer.get(REVIEWS + "/selfsubjectaccessreviews"));
    ok(405, admin.get(REVIEWS + "/selfsubjectaccessreviews"));
  }

  @Test
  void tellsWhoOneIs() throws Exception {
    JsonNode user =
        ok(201, viewer.post("/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}"))
            .json()
            .at("/status/userInfo");

    assertThat(user.path("username").asText()).isEqualTo("viewer");
    assertThat(user.path("groups").toString()).contains("system:authenticated");
  }

  @Test
  void impersonatesWhomOneMay() throws Exception {
    Map<String, String> asViewer = Map.of("Impersonate-User", "viewer");
    ok(200, admin.getWith(instances("red"), asViewer));
    ok(403, admin.getWith(instances("blue"), asViewer));
    ok(403, member.getWith(instances("red"), asViewer));
    ok(400, admin.getWith(instances("red"), Map.of("Impersonate-Group", "ops")));
    JsonNode user =
        ok(
                201,
                admin.postWith(
                    "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                    "{}",
                    "Impersonate-User",
                    "somebody",
                    "Impersonate-Group",
                    "ops",
                    "Impersonate-Group",
                    "dev",
                    "Impersonate-Extra-scopes",
                    "some"))
            .json()
            .at("/status/userInfo");
    assertThat(user.path("groups").toString())
        .isEqualTo("[\"ops\",\"dev\",\"system:authenticated\"]");
    assertThat(user.at("/extra/scopes/0").asText()).isEqualTo("some");
  }

  @Test
  void refusesToImpersonateAdminsWithoutTheRight() throws Exception {
    ok(
        201,
        admin.post(
            RBAC + "/clusterroles",
            "{\"metadata\":{\"name\":\"as-viewer\"},\"rules\":[{\"verbs\":[\"impersonate\"],"
                + "\"apiGroups\":[\"\"],\"resources\":[\"users\"],\"resourceNames\":"
                + "[\"viewer\"]}]}"));
    ok(201, admin.post(RBAC + "/clusterrolebindings", binding("as-viewer", "as-viewer", "actor")));
    TestClient actor = server.client(server.certificates().person("actor"));

    ok(200, actor.getWith(instances("red"), Map.of("Impersonate-User", "viewer")));
    ok(403, actor.getWith(instances("red"), Map.of("Impersonate-User", "boss")));
    Reply group =
        actor.getWith(
            instances("red"),
            Map.of("Impersonate-User", "viewer", "Impersonate-Group", "ciao:admins"));
    assertThat(ok(403, group).message()).contains("cannot impersonate resource \"groups\"");
  }
}
