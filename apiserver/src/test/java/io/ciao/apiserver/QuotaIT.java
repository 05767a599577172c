package io.ciao.apiserver;

import static io.ciao.apiserver.TestClient.CIAO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.apiserver.TestClient.Reply;
import io.ciao.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a tenant may use, and what it is charged.
@Tag("api")
final class QuotaIT {
  @TempDir private static Path directory;
  private static TestServer server;
  private static TestClient admin;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start(directory);
    admin = server.admin();
    server.publicImage("i");
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void refusesWhatWouldExceedAndSaysByHowMuch() throws Exception {
    String tenant = tenant("over", "\"limits\":{\"instances\":2,\"memory\":\"1Gi\"}");

    assertThat(create(tenant, "one", "\"memory\":\"768Mi\"").code()).isEqualTo(201);
    Reply refused = create(tenant, "two", "\"memory\":\"512Mi\"");

    assertThat(refused.code()).isEqualTo(403);
    assertThat(refused.reason()).isEqualTo("Forbidden");
    assertThat(refused.message())
        .isEqualTo(
            "instances.ciao.io \"two\" is forbidden: exceeded quota: limits, requested:"
                + " memory=512Mi, used: memory=768Mi, limited: memory=1Gi");
    assertThat(admin.get(instances(tenant) + "/two").code()).isEqualTo(404);
    assertThat(used(tenant).path("instances").asInt()).isEqualTo(1);
  }

  @Test
  void answersAWriteWithWhatIsUsedAsAReadDoes() throws Exception {
    String tenant = tenant("answered", "\"limits\":{}");
    create(tenant, "one", "\"vcpus\":2");

    JsonNode written =
        admin.patch(quota(tenant), "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}").json();

    assertThat(written.at("/status/used/vcpus").asInt()).isEqualTo(2);
    assertThat(written).isEqualTo(admin.get(quota(tenant)).json());
  }

  @Test
  void limitsOneInstance() throws Exception {
    String tenant = tenant("single", "\"perInstance\":{\"vcpus\":2}");

    assertThat(create(tenant, "big", "\"vcpus\":3").message()).contains("limit of one object");
    assertThat(create(tenant, "fits", "\"vcpus\":2").code()).isEqualTo(201);
  }

  @Test
  void returnsTheChargeOnlyWhenTheObjectIsGone() throws Exception {
    String tenant = tenant("gone", "\"limits\":{\"instances\":1}");
    create(tenant, "one", "\"vcpus\":1");
    String path = instances(tenant) + "/one";

    assertThat(admin.delete(path).code()).isEqualTo(200);
    assertThat(create(tenant, "two", "\"vcpus\":1").code()).isEqualTo(403);
    admin.patch(path, "{\"metadata\":{\"finalizers\":null}}");

    assertThat(admin.get(path).code()).isEqualTo(404);
    assertThat(create(tenant, "two", "\"vcpus\":1").code()).isEqualTo(201);
  }

  @Test
  void chargesADifferenceWhenAnInstanceIsResized() throws Exception {
    String tenant = tenant("resize", "\"limits\":{\"vcpus\":4}");
    create(tenant, "one", "\"vcpus\":1");
    String path = instances(tenant) + "/one";

    Reply more = admin.patch(path, "{\"spec\":{\"resources\":{\"vcpus\":4}}}");
    Reply tooMuch = admin.patch(path, "{\"spec\":{\"resources\":{\"vcpus\":5}}}");

    assertThat(more.code()).as(more.text()).isEqualTo(200);
    assertThat(tooMuch.code()).isEqualTo(403);
    assertThat(used(tenant).path("vcpus").asInt()).isEqualTo(4);
    admin.patch(path, "{\"spec\":{\"resources\":{\"vcpus\":2}}}");
    assertThat(used(tenant).path("vcpus").asInt()).isEqualTo(2);
  }

  @Test
  void takesTheSizeOfTheWorkload() throws Exception {
    String tenant = tenant("workload", "\"limits\":{\"memory\":\"1Gi\"}");
    Reply workload =
        admin.post(
            CIAO + "/namespaces/" + tenant + "/workloads",
            "{\"metadata\":{\"name\":\"w\"},\"spec\":{\"runtime\":\"container\",\"image\":\"i\",\"resources\":"
                + "{\"memory\":\"600Mi\",\"vcpus\":3}}}");
    assertThat(workload.code()).as(workload.text()).isEqualTo(201);

    Reply created =
        admin.post(
            instances(tenant), "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"workload\":\"w\"}}");

    assertThat(created.json().at("/status/charge/vcpus").asInt()).isEqualTo(3);
    assertThat(used(tenant).path("memory").asText()).isEqualTo("600Mi");
    assertThat(
            admin
                .post(
                    instances(tenant),
                    "{\"metadata\":{\"name\":\"b\"},\"spec\":{\"workload\":\"w\"}}")
                .code())
        .isEqualTo(403);
  }

  @Test
  void keepsToTheRevisionOfTheWorkloadThatAnInstanceIsMadeFrom() throws Exception {
    String tenant = tenant("pinned", "\"limits\":{\"vcpus\":10}");
    String workload = CIAO + "/namespaces/" + tenant + "/workloads/w";
    JsonNode first =
        admin
            .post(
                CIAO + "/namespaces/" + tenant + "/workloads",
                "{\"metadata\":{\"name\":\"w\"},\"spec\":{\"runtime\":\"container\",\"image\":\"i\",\"resources\":"
                    + "{\"vcpus\":4}}}")
            .json();
    String spec =
        "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"workload\":\"w\",\"resources\":{\"vcpus\":2}}}";
    JsonNode made = admin.post(instances(tenant), spec).json();
    String path = instances(tenant) + "/a";
    String revision = first.at("/metadata/uid").asText() + "/";
    String without = "{\"spec\":{\"resources\":null}}";

    assertThat(server.bind(made, revision + "7").path("code").asInt()).isEqualTo(409);
    assertThat(server.bind(made, revision + "1").path("code").asInt()).isEqualTo(200);
    assertThat(used(tenant).path("vcpus").asInt()).isEqualTo(2);
    assertThat(admin.patch(path, without).code()).isEqualTo(200);
    assertThat(used(tenant).path("vcpus").asInt()).isEqualTo(4);
    admin.patch(path, "{\"spec\":{\"resources\":{\"vcpus\":3}}}");
    admin.patch(workload, "{\"spec\":{\"resources\":{\"vcpus\":1}}}");

    Reply asBound = admin.patch(path, without);

    assertThat(asBound.code()).as(asBound.text()).isEqualTo(200);
    assertThat(asBound.json().at("/status/resolved/workload/spec/resources/vcpus").asInt())
        .isEqualTo(4);
    assertThat(used(tenant).path("vcpus").asInt()).isEqualTo(4);
  }

  @Test
  void saysBeforeABindWhetherItWouldExceed() throws Exception {
    String tenant = tenant("tried", "\"limits\":{\"vcpus\":4}");
    String instance = "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"workload\":\"w\"}}";
    JsonNode one = admin.post(instances(tenant), instance.formatted("one")).json();
    JsonNode two = admin.post(instances(tenant), instance.formatted("two")).json();
    String workload =
        "{\"metadata\":{\"name\":\"w\"},\"spec\":{\"runtime\":\"container\",\"image\":\"i\",\"resources\":{\"vcpus\":3}}}";
    JsonNode later = admin.post(CIAO + "/namespaces/" + tenant + "/workloads", workload).json();
    String revision = later.at("/metadata/uid").asText() + "/1";

    JsonNode would = server.tryBind(one, revision);

    assertThat(would.path("reason").asText()).as("%s", would).isEqualTo("Bound");
    assertThat(used(tenant).path("vcpus").asInt()).isEqualTo(2);
    assertThat(admin.get(instances(tenant) + "/one").json().at("/status/binding").isMissingNode())
        .isTrue();
    assertThat(server.bind(one, revision).path("code").asInt()).isEqualTo(200);
    JsonNode not = server.tryBind(two, revision);
    assertThat(not.path("reason").asText()).as("%s", not).isEqualTo("QuotaExceeded");
    assertThat(used(tenant).path("vcpus").asInt()).isEqualTo(4);
  }

  @Test
  void costsNothingWhereTheWriteIsRefusedOrDry() throws Exception {
    String tenant = tenant("refused", "\"limits\":{\"instances\":3}");
    create(tenant, "one", "\"vcpus\":1");

    assertThat(create(tenant, "one", "\"vcpus\":1").code()).isEqualTo(409);
    assertThat(admin.post(instances(tenant) + "?dryRun=All", body("two", "\"vcpus\":1")).code())
        .isEqualTo(201);
    assertThat(used(tenant).path("instances").asInt()).isEqualTo(1);
    admin.patch(quota(tenant), "{\"spec\":{\"limits\":{\"instances\":1}}}");
    assertThat(admin.post(instances(tenant) + "?dryRun=All", body("two", "\"vcpus\":1")).code())
        .isEqualTo(403);
  }

  @Test
  void followsTheQuotaAsItIsChangedAndRemoved() throws Exception {
    String tenant = tenant("follow", "\"limits\":{\"instances\":0}");
    assertThat(create(tenant, "one", "\"vcpus\":1").code()).isEqualTo(403);

    admin.patch(quota(tenant), "{\"spec\":{\"limits\":{\"instances\":1}}}");
    assertThat(create(tenant, "one", "\"vcpus\":1").code()).isEqualTo(201);
    assertThat(create(tenant, "two", "\"vcpus\":1").code()).isEqualTo(403);
    admin.delete(quota(tenant));
    assertThat(create(tenant, "two", "\"vcpus\":1").code()).isEqualTo(201);
  }

  @Test
  void waitsForAnImageWhoseNameNothingCanHave() throws Exception {
    String tenant = tenant("slashed", "\"limits\":{}");

    Reply created =
        admin.post(
            instances(tenant),
            "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"image\":\"library/nginx\",\"sshKeys\":[\"a/b\"]}}");

    assertThat(created.code()).as(created.text()).isEqualTo(201);
    assertThat(created.warnings()).anyMatch(warning -> warning.contains("library/nginx"));
  }

  @Test
  void keepsTheNetworksOfATenantApart() throws Exception {
    String tenant = tenant("apart", "\"limits\":{}");
    String networks = CIAO + "/namespaces/" + tenant + "/tenantnetworks";
    String body = "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"cidr\":\"%s\"}}";

    assertThat(admin.post(networks, body.formatted("a", "10.1.0.0/16")).code()).isEqualTo(201);
    Reply refused = admin.post(networks, body.formatted("b", "10.1.4.0/22"));

    assertThat(refused.code()).isEqualTo(422);
    assertThat(refused.message())
        .contains("spec.cidr", "overlaps 10.1.0.0/16 of tenantnetwork \"a\"");
    assertThat(admin.post(networks, body.formatted("b", "10.2.0.0/16")).code()).isEqualTo(201);
  }

  @Test
  void putsTheBooksRightWhereEtcdWasEditedByHand() throws Exception {
    String tenant = tenant("edited", "\"limits\":{\"instances\":2}");
    String spoilt = tenant("spoilt", "\"limits\":{\"instances\":2}");
    create(tenant, "one", "\"vcpus\":1");
    create(tenant, "two", "\"vcpus\":1");
    create(spoilt, "one", "\"vcpus\":1");
    assertThat(createAddress(tenant).code()).isEqualTo(201);
    assertThat(createAddress(spoilt).code()).isEqualTo(422);

    server.etcdctl("del", "--prefix", "/ciao/instances/" + tenant + "/");
    server.etcdctl("del", "--prefix", "/ciao/externalips/" + tenant + "/");
    server.etcdctl("put", "/ciao-sys/usage/" + spoilt, "garbage");

    Eventually.within(Duration.ofSeconds(60))
        .until("the charge is given back", () -> used(tenant).path("instances").asInt() == 0);
    Eventually.within(Duration.ofSeconds(60))
        .until("the address is free", () -> createAddress(spoilt).code() == 201);
    assertThat(create(tenant, "three", "\"vcpus\":1").code()).isEqualTo(201);
    assertThat(create(spoilt, "two", "\"vcpus\":1").code()).isEqualTo(201);
    assertThat(create(spoilt, "three", "\"vcpus\":1").code()).isEqualTo(403);
  }

  private static Reply createAddress(String tenant) throws Exception {
    return admin.post(
        CIAO + "/namespaces/" + tenant + "/externalips",
        "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"pool\":\"p\",\"address\":\"203.0.113.9\"}}");
  }

  private static String tenant(String name, String spec) throws Exception {
    assertThat(admin.post(CIAO + "/tenants", "{\"metadata\":{\"name\":\"" + name + "\"}}").code())
        .isEqualTo(201);
    Reply quota =
        admin.post(
            CIAO + "/namespaces/" + name + "/quotas",
            "{\"metadata\":{\"name\":\"limits\"},\"spec\":{" + spec + "}}");
    assertThat(quota.code()).as(quota.text()).isEqualTo(201);
    return name;
  }

  private static String quota(String tenant) {
    return CIAO + "/namespaces/" + tenant + "/quotas/limits";
  }

  private static String instances(String tenant) {
    return CIAO + "/namespaces/" + tenant + "/instances";
  }

  private static Reply create(String tenant, String name, String resources) throws Exception {
    return admin.post(instances(tenant), body(name, resources));
  }

  private static String body(String name, String resources) {
    return "{\"metadata\":{\"name\":\""
        + name
        + "\"},\"spec\":{\"image\":\"i\",\"running\":false,\"resources\":{"
        + resources
        + "}}}";
  }

  private static JsonNode used(String tenant) throws Exception {
    return admin.get(quota(tenant)).json().at("/status/used");
  }
}
