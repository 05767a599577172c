package io.ciao.apiserver;

import static io.ciao.apiserver.TestClient.CIAO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.apiserver.TestClient.Reply;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The kinds that hold addresses, storage, settings and values: what they take and what they
/// refuse.
@Tag("api")
final class KindsIT {
  private static final String CORE = "/api/v1/namespaces/default/";
  private static final String OWN = CIAO + "/namespaces/default/";

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

  private static Reply create(String path, String name, String rest) throws Exception {
    return admin.postYaml(path, "metadata: {name: " + name + "}\n" + rest);
  }

  private static JsonNode created(String path, String name, String rest) throws Exception {
    Reply reply = create(path, name, rest);
    assertThat(reply.code()).as(reply.text()).isEqualTo(201);
    return reply.json();
  }

  private static String base(String resource) {
    return resource.startsWith("ciao/")
        ? CIAO + "/" + resource.substring("ciao/".length())
        : resource.startsWith("core/")
            ? CORE + resource.substring("core/".length())
            : OWN + resource;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "securitygroups|spec: {ingress: [{protocol: tcp, ports: [22, 8000-8080]}]}",
        "ciao/externalippools|spec: {ranges: [198.51.100.0/28, 203.0.113.5-203.0.113.9]}",
        "externalips|spec: {pool: outside, instance: web}",
        "volumes|spec: {size: 10Gi}",
        "volumes|spec: {source: {image: tiny}}",
        "volumesnapshots|spec: {volume: data}",
        "ciao/clusterconfigs|spec: {failover: {paused: true}}"
      })
  void saysWhatItWaitsFor(String resource, String spec) throws Exception {
    String name =
        resource.contains("clusterconfigs")
            ? "default"
            : "w" + Math.abs((resource + spec).hashCode());

    JsonNode object = created(base(resource), name, spec);

    JsonNode ready = object.at("/status/conditions/0");
    assertThat(ready.path("type").asText()).isEqualTo("Ready");
    assertThat(ready.path("reason").asText()).isEqualTo("Pending");
    assertThat(ready.path("message").asText()).startsWith("waiting for ");
    assertThat(admin.delete(base(resource) + "/" + name).code()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "securitygroups|spec: {ingress: [{ports: [22]}]}|ports belong to tcp and udp",
        "securitygroups|spec: {ingress: [{protocol: tcp, ports: [70000]}]}|a port from 1 to 65535",
        "securitygroups|spec: {egress: [{protocol: udp, ports: [9-5]}]}|spec.egress[0].ports[0]",
        "securitygroups|spec: {ingress: [{peers: [{}]}]}|exactly one of cidr, securityGroup",
        "ciao/externalippools|spec: {ranges: [10.0.0.0/24, 10.0.0.7]}|10.0.0.7 overlaps",
        "ciao/externalippools|spec: {ranges: []}|must have at least 1 items",
        "externalips|spec: {}|spec.pool: Required value",
        "volumes|spec: {}|needs a size",
        "volumes|spec: {size: 0}|at least one byte",
        "volumes|spec: {source: {image: a, volume: b}}|found image and volume",
        "ciao/clusterconfigs|spec: {}|must match the pattern",
        "core/secrets|data: {k: '%%%'}|data[k]: Invalid value: must be base64",
        "core/secrets|type: kubernetes.io/tls|data[tls.crt]: Required value",
        "core/secrets|stringData: {'a b': x}|the key \"a b\"",
        "core/configmaps|data: {k: x}; binaryData: {k: eA==}|is in data as well",
        "core/secrets|stringData: {k: 5}|put it in quotes",
        "core/configmaps|data: {k: 5}|put it in quotes"
      })
  void refusesWhatCannotBe(String resource, String rest, String why) throws Exception {
    Reply reply = create(base(resource), "bad", rest.replace("; ", "\n"));

    assertThat(reply.code()).as(reply.text()).isEqualTo(422);
    assertThat(reply.reason()).isEqualTo("Invalid");
    assertThat(reply.message()).contains(why);
  }

  @Test
  void volumesGrowAndNeverShrink() throws Exception {
    created(OWN + "volumes", "grown", "spec: {size: 1Gi}");

    assertThat(admin.patch(OWN + "volumes/grown", "{\"spec\":{\"size\":\"2Gi\"}}").code())
        .isEqualTo(200);
    Reply shrunk = admin.patch(OWN + "volumes/grown", "{\"spec\":{\"size\":\"1536Mi\"}}");
    assertThat(shrunk.code()).isEqualTo(422);
    assertThat(shrunk.message()).contains("a volume may grow but never shrink; it has 2Gi");
    Reply moved = admin.patch(OWN + "volumes/grown", "{\"spec\":{\"driver\":\"nbd\"}}");
    assertThat(moved.message()).contains("field is immutable");
  }

  @Test
  void referencesThatAreAbsentAreWaitedFor() throws Exception {
    Reply reply = create(OWN + "externalips", "early", "spec: {pool: nowhere, instance: later}");

    assertThat(reply.code()).isEqualTo(201);
    assertThat(reply.warnings())
        .anyMatch(warning -> warning.contains("there is no externalippool \\\"nowhere\\\" yet"))
        .anyMatch(warning -> warning.contains("the externalip waits for it"));
  }

  @Test
  void textOfASecretBecomesItsData() throws Exception {
    JsonNode secret =
        created(CORE + "secrets", "text", "data: {a: MQ==, b: Mg==}\nstringData: {b: two}");

    assertThat(secret.has("stringData")).isFalse();
    assertThat(secret.path("data").toString()).isEqualTo("{\"a\":\"MQ==\",\"b\":\"dHdv\"}");
    assertThat(secret.path("type").asText()).isEqualTo("Opaque");
    Reply patched = admin.patch(CORE + "secrets/text", "{\"stringData\":{\"c\":\"3\"}}");
    assertThat(patched.json().at("/data/c").asText()).isEqualTo("Mw==");
    Reply again = admin.patch(CORE + "secrets/text", "{\"stringData\":{\"c\":\"3\"}}");
    assertThat(again.json().at("/metadata")).isEqualTo(patched.json().at("/metadata"));
    Reply retyped = admin.patch(CORE + "secrets/text", "{\"type\":\"other\"}");
    assertThat(retyped.message()).contains("field is immutable");
  }

  @ParameterizedTest
  @CsvSource({"secrets,eA==,eQ==", "configmaps,x,y"})
  void whatIsImmutableStays(String resource, String one, String other) throws Exception {
    String path = CORE + resource;
    created(path, "fixed", "data: {k: '" + one + "'}\nimmutable: true");

    Reply changed = admin.patch(path + "/fixed", "{\"data\":{\"k\":\"" + other + "\"}}");
    assertThat(changed.code()).isEqualTo(422);
    assertThat(changed.message()).contains("field is immutable when `immutable` is set");
    assertThat(admin.patch(path + "/fixed", "{\"immutable\":false}").code()).isEqualTo(422);
    Reply labelled = admin.patch(path + "/fixed", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
    assertThat(labelled.code()).as(labelled.text()).isEqualTo(200);
    assertThat(admin.delete(path + "/fixed").code()).isEqualTo(200);
  }

  @Test
  void leasesAreTakenAndRenewed() throws Exception {
    String path = "/apis/coordination.k8s.io/v1/namespaces/default/leases";
    JsonNode lease =
        created(
            path,
            "leader",
            "spec: {holderIdentity: a, leaseDurationSeconds: 15,"
                + " renewTime: '2026-11-21T10:00:00.000000Z'}");
    String version = lease.at("/metadata/resourceVersion").asText();
    String body =
        "{\"metadata\":{\"resourceVersion\":\"%s\"},\"spec\":{\"holderIdentity\":\"%s\"}}";

    assertThat(admin.put(path + "/leader", body.formatted(version, "b")).code()).isEqualTo(200);
    assertThat(admin.put(path + "/leader", body.formatted(version, "c")).reason())
        .isEqualTo("Conflict");
  }

  @Test
  void writesAnswerInTheFormAskedFor() throws Exception {
    Reply reply =
        admin.sendWith(
            "POST",
            CORE + "configmaps",
            "{\"metadata\":{\"name\":\"partial\"},\"data\":{\"k\":\"v\"}}",
            "Accept",
            "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1");

    assertThat(reply.code()).as(reply.text()).isEqualTo(201);
    assertThat(reply.json().path("kind").asText()).isEqualTo("PartialObjectMetadata");
    assertThat(reply.json().has("data")).isFalse();
    assertThat(reply.json().at("/metadata/name").asText()).isEqualTo("partial");
  }

  @Test
  void definitionsAreShownAndCannotBeChanged() throws Exception {
    String path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    JsonNode list = admin.get(path).json();

    assertThat(list.path("kind").asText()).isEqualTo("CustomResourceDefinitionList");
    assertThat(list.path("items").findValuesAsText("name")).contains("volumes.ciao.io");
    assertThat(admin.get(path + "/volumes.ciao.io").code()).isEqualTo(200);
    assertThat(admin.get(path + "/secrets").code()).isEqualTo(404);
    assertThat(admin.delete(path + "/volumes.ciao.io").code()).isEqualTo(405);
    assertThat(admin.post(path, "{}").code()).isEqualTo(405);
    JsonNode one =
        admin.get(path + "?fieldSelector=metadata.name%3Dvolumes.ciao.io").json().path("items");
    assertThat(one).hasSize(1);
    JsonNode table = admin.getAs(path, "application/json;as=Table;g=meta.k8s.io;v=v1").json();
    assertThat(table.path("rows")).hasSameSizeAs(list.path("items"));
    try (TestClient.Lines watch =
        admin.stream(
            path
                + "?watch=1&sendInitialEvents=true&allowWatchBookmarks=true"
                + "&resourceVersionMatch=NotOlderThan&timeoutSeconds=5")) {
      for (int i = 0; i < list.path("items").size(); i++) {
        assertThat(watch.next().path("type").asText()).isEqualTo("ADDED");
      }
      JsonNode end = watch.next();
      assertThat(end.path("type").asText()).isEqualTo("BOOKMARK");
      assertThat(end.at("/object/metadata/annotations").toString()).contains("initial-events-end");
    }
  }

  @Test
  void everyDiscoveredKindHasADocument() throws Exception {
    JsonNode v2 = admin.get("/openapi/v2").json();
    List<String> kinds = v2.path("definitions").findValuesAsText("kind");
    assertThat(kinds).contains("Secret", "Lease", "Volume", "ClusterConfig", "Instance");
    assertThat(admin.get("/openapi/v3/apis/coordination.k8s.io/v1").code()).isEqualTo(200);
  }
}
