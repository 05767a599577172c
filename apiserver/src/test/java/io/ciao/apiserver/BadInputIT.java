package io.ciao.apiserver;

import static io.ciao.apiserver.TestClient.CIAO;
import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.apiserver.TestClient.Reply;
import io.ciao.testkit.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What people get wrong: each is refused with a message that says what and where, and nothing is
/// changed.
@Tag("api")
final class BadInputIT {
  private static final String INSTANCES = CIAO + "/namespaces/default/instances";
  private static final String HEAD =
      "apiVersion: ciao.io/v1\nkind: Instance\nmetadata: {name: bad}\n";

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

  static List<Arguments> mistakes() {
    List<Arguments> rows = new ArrayList<>();
    add(rows, "unknown field", "spec: {image: a, imgae: b}", 400, "unknown field \"spec.imgae\"");
    add(rows, "wrong type", "spec: {image: a, resources: {vcpus: many}}", 422, "vcpus");
    add(rows, "duplicate key", "spec: {image: a, image: b}", 400, "line 4");
    add(rows, "alias bomb", bomb(), 400, "alias");
    add(rows, "merge key", "x: &x {image: a}\nspec:\n  <<: *x\n", 400, "merge keys");
    add(rows, "yes for a string", "spec: {image: yes}", 422, "spec.image");
    add(rows, "NUL", "spec: {image: \"a\\0b\"}", 422, "NUL");
    add(rows, "malformed YAML", "spec: {image: [a\n", 400, "line ");
    add(rows, "no image", "spec: {}", 422, "spec.image");
    add(rows, "bad quantity", "spec: {image: a, resources: {memory: 1Zx}}", 422, "memory");
    add(rows, "bad enum", "spec: {image: a, runtime: lxc}", 422, "supported values");
    add(rows, "other kind", "kind: Tenant\n", 400, "");
    return rows;
  }

  private static void add(
      List<Arguments> rows, String what, String rest, int code, String message) {
    rows.add(Arguments.of(what, HEAD + rest, code, message));
  }

  private static String bomb() {
    StringBuilder text = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 9; i++) {
      String name = "*a" + (i - 1);
      text.append("a" + i + ": &a" + i + " [" + (name + ",").repeat(9) + name + "]\n");
    }
    return text.toString();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void refusesAMistakeAndSaysWhere(String what, String body, int code, String message)
      throws Exception {
    Reply reply = admin.postYaml(INSTANCES, body);

    assertThat(reply.code()).as(reply.text()).isEqualTo(code);
    assertThat(reply.message()).contains(message);
    assertThat(admin.get(INSTANCES + "/bad").code()).isEqualTo(404);
  }

  @Test
  void prunesUnknownFieldsWhereTheClientWishesIt() throws Exception {
    String body = "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"image\":\"a\",\"imgae\":\"b\"}}";

    Reply warned = admin.post(INSTANCES + "?fieldValidation=Warn", body.formatted("warned"));
    Reply ignored = admin.post(INSTANCES + "?fieldValidation=Ignore", body.formatted("ignored"));

    assertThat(warned.code()).isEqualTo(201);
    assertThat(warned.warnings()).anyMatch(w -> w.contains("unknown field"));
    assertThat(ignored.warnings()).noneMatch(w -> w.contains("unknown field"));
    assertThat(ignored.json().at("/spec/imgae").isMissingNode()).isTrue();
  }

  @Test
  void refusesWhatIsTooLarge() throws Exception {
    String data = "x".repeat(2 << 20);
    Reply object =
        admin.post(
            INSTANCES,
            "{\"metadata\":{\"name\":\"big\",\"annotations\":{\"a\":\"b\"}},"
                + "\"spec\":{\"image\":\"a\",\"command\":["
                + commandOf(data)
                + "]}}");
    assertThat(object.code()).as(object.text()).isEqualTo(413);
    assertThat(object.message()).contains("1048576");

    Reply body = admin.post(INSTANCES, "{\"a\":\"" + "x".repeat(4 << 20) + "\"}");
    assertThat(body.code()).isEqualTo(413);
    assertThat(body.message()).contains("3145728");
    assertThat(admin.get(INSTANCES + "/big").code()).isEqualTo(404);
  }

  /// 2 MiB in pieces that each obey the schema.
  private static String commandOf(String data) {
    List<String> pieces = new ArrayList<>();
    for (int at = 0; at < data.length(); at += 8_192) {
      pieces.add("\"" + data.substring(at, at + 8_192) + "\"");
    }
    return String.join(",", pieces);
  }

  @Test
  void refusesNamesAndPathsThatDoNotFit() throws Exception {
    String spec = ",\"spec\":{\"image\":\"a\"}}";
    assertThat(admin.post(INSTANCES, "{\"metadata\":{\"name\":\"Bad_Name\"}" + spec).code())
        .isEqualTo(422);
    assertThat(admin.post(INSTANCES, "{\"metadata\":{}" + spec).message())
        .contains("name or generateName is required");
    assertThat(
            admin
                .post(INSTANCES, "{\"metadata\":{\"name\":\"a\",\"namespace\":\"b\"}" + spec)
                .code())
        .isEqualTo(400);
    Reply nowhere =
        admin.post(CIAO + "/namespaces/nowhere/instances", "{\"metadata\":{\"name\":\"a\"}" + spec);
    assertThat(nowhere.code()).isEqualTo(404);
    assertThat(nowhere.message()).isEqualTo("namespaces \"nowhere\" not found");
    assertThat(admin.post(INSTANCES, "[]").code()).isEqualTo(400);
    assertThat(admin.post(INSTANCES, "").code()).isEqualTo(400);
    assertThat(admin.send("POST", INSTANCES, "x", "text/html").code()).isEqualTo(415);
  }

  @Test
  void keepsRulesBeyondTheSchema() throws Exception {
    String images = CIAO + "/namespaces/default/images";
    assertThat(
            admin
                .post(
                    images,
                    "{\"metadata\":{\"name\":\"i\"},\"spec\":{\"format\":\"raw\",\"source\":{}}}")
                .message())
        .contains("exactly one of file and docker");
    assertThat(
            admin
                .post(
                    images,
                    "{\"metadata\":{\"name\":\"i\"},\"spec\":{\"format\":\"raw\",\"source\":"
                        + "{\"docker\":{\"name\":\"x\"}}}}")
                .message())
        .contains("spec.format");
    String networks = CIAO + "/namespaces/default/tenantnetworks";
    assertThat(network(networks, "172.16.0.1/16")).contains("spec.cidr");
    assertThat(network(networks, "127.0.0.0/16")).contains("which no host may use");
    assertThat(network(networks, "10.0.0.0/28")).contains("spec.subnetPrefixLength");
    Reply privileged =
        admin.post(
            INSTANCES,
            "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"image\":\"a\",\"privileged\":true}}");
    assertThat(privileged.code()).isEqualTo(422);
    assertThat(privileged.message()).contains("may not run privileged containers");
  }

  private static String network(String path, String cidr) throws Exception {
    Reply reply =
        admin.post(path, "{\"metadata\":{\"name\":\"n\"},\"spec\":{\"cidr\":\"" + cidr + "\"}}");
    assertThat(reply.code()).isEqualTo(422);
    return reply.message();
  }

  @Test
  void refusesToChangeWhatMayNotChange() throws Exception {
    admin.post(INSTANCES, "{\"metadata\":{\"name\":\"fixed\"},\"spec\":{\"image\":\"a\"}}");

    Reply reply = admin.patch(INSTANCES + "/fixed", "{\"spec\":{\"image\":\"b\"}}");

    assertThat(reply.code()).isEqualTo(422);
    assertThat(reply.message()).contains("field is immutable");
    assertThat(reply.json().at("/details/causes/0/field").asText()).isEqualTo("spec.image");
  }

  @Test
  void leavesGarbageInTheStoreOutAndGoesOn() throws Exception {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/etcdctl")), "needs etcdctl: install etcd-client");
    admin.post(INSTANCES, "{\"metadata\":{\"name\":\"good\"},\"spec\":{\"image\":\"a\"}}");
    String before = admin.get(INSTANCES + "/good").text();

    etcdctl("put", "/ciao/instances/default/garbage", "{{{{");
    etcdctl("put", "/ciao/instances/default/good", "not: an instance");

    Eventually.within(Duration.ofSeconds(5))
        .untilAsserted(
            () -> {
              assertThat(admin.get(INSTANCES + "/garbage").code()).isEqualTo(404);
              assertThat(admin.get(INSTANCES + "/good").text()).isEqualTo(before);
            });
    Reply replaced = admin.patch(INSTANCES + "/good", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
    assertThat(replaced.code()).as(replaced.text()).isEqualTo(200);
    etcdctl("del", "/ciao/instances/default/garbage");
  }

  @Test
  void storesBlockYaml() throws Exception {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/etcdctl")), "needs etcdctl: install etcd-client");
    admin.post(INSTANCES, "{\"metadata\":{\"name\":\"yaml\"},\"spec\":{\"image\":\"a\"}}");

    String value = etcdctl("get", "--print-value-only", "/ciao/instances/default/yaml");

    assertThat(value).contains("apiVersion: ciao.io/v1\n", "kind: Instance\n", "  image: a\n");
    assertThat(value).doesNotContain("resourceVersion");
  }

  private static String etcdctl(String... arguments) throws Exception {
    return server.etcdctl(arguments);
  }
}
