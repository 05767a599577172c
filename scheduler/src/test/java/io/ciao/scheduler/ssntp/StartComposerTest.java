package io.ciao.scheduler.ssntp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.client.ResourceType;
import io.ciao.api.workload.Resources;
import io.ciao.api.workload.WorkloadSpec;
import io.ciao.scheduler.TestCluster;
import io.ciao.scheduler.TestInstance;
import io.ciao.ssntp.payload.Start;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// START as a scheduler makes it that has just started: it says what was bound.
class StartComposerTest {
  private static final WorkloadSpec BOUND_AS =
      new WorkloadSpec(
          "public",
          "container",
          "tiny",
          null,
          new Resources(3L, "1Gi", null),
          null,
          List.of("first"),
          null,
          true,
          null,
          null);

  private final TestCluster cluster = new TestCluster();

  @AfterEach
  void close() {
    cluster.close();
  }

  private static TestInstance bound() {
    return new TestInstance("t1", "web").bind("n1");
  }

  private Start start(TestInstance test) throws InterruptedException {
    var instance = test.build();
    cluster.put(ResourceType.INSTANCES, instance);
    var composer = new StartComposer(cluster.caches());
    return composer.compose(
        composer.sources(instance).orElseThrow(),
        instance.status().binding(),
        new CarriedObjects());
  }

  @Test
  void carriesWhatTheInstanceWasBoundAsThoughItsWorkloadAndItsTenantsImagesChanged()
      throws InterruptedException {
    cluster.put(
        ResourceType.WORKLOADS,
        "metadata: {namespace: t1, name: w, uid: wuid, generation: 2}\nspec: {runtime: vm}");
    image("t1");
    image("default");
    var test = bound().madeFrom("w", "wuid/1", BOUND_AS);
    test.vcpus = 2;
    test.image = null;
    test.resolvedImage("default");

    var start = start(test);

    assertThat(start.requirements().privileged()).isTrue();
    assertThat(start.requirements().vcpus()).as("its own").isEqualTo(2);
    assertThat(start.runtime().dockerImage()).isEqualTo("of-default");
    assertThat(start.ciao().objects())
        .extracting(object -> object.path("kind").asText())
        .containsExactly("Instance", "Image");
    JsonNode instance = start.ciao().objects().getFirst();
    assertThat(instance.at("/status/resolved/workload/spec/command/0").asText()).isEqualTo("first");
  }

  @Test
  void carriesItsSecurityGroupsAndTheirPeersAndIsSentAnewWhenTheirRulesChange()
      throws InterruptedException {
    var test = bound().resolvedImage("t1");
    test.securityGroups = List.of("web", "absent");
    group("t1", "web", 1, "ingress: [{peers: [{securityGroup: db}]}]");
    group("t1", "db", 1, "ingress: [{peers: [{securityGroup: far}]}]");
    group("t1", "far", 1, "");
    group("t2", "web", 1, "");

    var start = start(test);
    assertThat(start.ciao().objects())
        .filteredOn(object -> object.path("kind").asText().equals("SecurityGroup"))
        .extracting(object -> object.at("/metadata/name").asText())
        .containsExactly("db", "web");

    var mark = mark(test);
    group("t1", "db", 1, "ingress: [{peers: [{securityGroup: far}]}]");
    assertThat(mark(test)).as("a new version with the same rules").isEqualTo(mark);
    group("t1", "db", 2, "");
    assertThat(mark(test)).isNotEqualTo(mark);
  }

  private String mark(TestInstance test) throws InterruptedException {
    return new StartComposer(cluster.caches()).sources(test.build()).orElseThrow().mark();
  }

  private void group(String tenant, String name, int generation, String rules) {
    cluster.put(
        ResourceType.SECURITY_GROUPS,
        "metadata: {namespace: %s, name: %s, uid: %s-%s, generation: %d}\nspec: {%s}"
            .formatted(tenant, name, tenant, name, generation, rules));
  }

  @Test
  void saysNothingOfWhatWasBoundPastTheApiserver() throws InterruptedException {
    var test = bound();
    test.workload = "w";
    cluster.put(
        ResourceType.WORKLOADS, "metadata: {namespace: t1, name: w, uid: w}\nspec: {image: tiny}");

    assertThat(new StartComposer(cluster.caches()).sources(test.build())).isEmpty();
  }

  private void image(String tenant) {
    cluster.put(
        ResourceType.IMAGES,
        "metadata: {namespace: %s, name: tiny, uid: %s}\nspec: {visibility: public, format: docker, source: {docker: {name: of-%s}}}"
            .formatted(tenant, tenant, tenant));
  }
}
