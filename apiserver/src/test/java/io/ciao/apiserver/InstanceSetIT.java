package io.ciao.apiserver;

import static io.ciao.apiserver.TestClient.CIAO;
import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.apiserver.TestClient.Reply;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("api")
final class InstanceSetIT {
  private static final String SETS = CIAO + "/namespaces/default/instancesets";
  private static final String INSTANCES = CIAO + "/namespaces/default/instances";

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

  private static Reply apply(String name, String spec) throws Exception {
    return admin.postYaml(
        SETS,
        "apiVersion: ciao.io/v1\nkind: InstanceSet\nmetadata: {name: %s}\nspec: {%s}\n"
            .formatted(name, spec));
  }

  @Test
  void takesATemplateWarnsOfWhatIsAbsentAndAddsNothingToIt() throws Exception {
    Reply reply = apply("web", "template: {spec: {workload: nope}}");

    assertThat(reply.code()).as(reply.text()).isEqualTo(201);
    assertThat(reply.json().at("/spec/replicas").asLong()).isEqualTo(1);
    assertThat(reply.json().at("/spec/template/spec").toString())
        .isEqualTo("{\"workload\":\"nope\"}");
    assertThat(reply.json().at("/spec/update/maxSurge").asText()).isEqualTo("25%");
    assertThat(reply.warnings())
        .anyMatch(w -> w.contains("spec.template.spec.workload: there is no workload"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "template: {spec: {}}                                      | spec.template.spec.image",
        "replicas: -1, template: {spec: {image: i}}                | spec.replicas",
        "update: {maxSurge: x}, template: {spec: {image: i}}       | spec.update.maxSurge",
        "update: {maxSurge: 0, maxUnavailable: 0%}, template: {spec: {image: i}} |"
            + " spec.update.maxUnavailable",
        "selector: {matchLabels: {a: b}}, template: {spec: {image: i}} |"
            + " spec.template.metadata.labels",
        "selector: {matchLabels: {}}, template: {spec: {image: i}} | spec.selector.matchLabels",
        "'template: {metadata: {labels: {ciao.io/template-hash: x}}, spec: {image: i}}' | is the"
            + " set's own",
        "replicas: 1                                               | spec.template",
      })
  void refusesWhatCouldNotWork(String spec, String names) throws Exception {
    Reply reply = apply("bad", spec);

    assertThat(reply.code()).as(reply.text()).isEqualTo(422);
    assertThat(reply.text()).contains(names);
  }

  @Test
  void keepsTheSelectorAndTheRoomForOrdinalsInTheName() throws Exception {
    var spec =
        "selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b, c: d}}, spec:"
            + " {image: i}}";
    assertThat(apply("fixed", spec).code()).isEqualTo(201);

    Reply changed =
        admin.patch(
            SETS + "/fixed",
            "{\"spec\":{\"selector\":{\"matchLabels\":{\"a\":null,\"c\":\"d\"}}}}");

    assertThat(changed.code()).isEqualTo(422);
    assertThat(changed.text()).contains("field is immutable");
    assertThat(apply("a".repeat(58), "template: {spec: {image: i}}").code()).isEqualTo(422);
  }

  @Test
  void letsASchedulerMakeOwnAndDeleteInstancesAndWriteTheStatus() throws Exception {
    TestClient scheduler = server.scheduler();
    apply("own", "template: {spec: {image: i}}");
    var owner =
        "[{\"apiVersion\":\"ciao.io/v1\",\"kind\":\"InstanceSet\",\"name\":\"own\",\"uid\":\"%s\",\"controller\":true,\"blockOwnerDeletion\":true}]"
            .formatted(admin.get(SETS + "/own").json().at("/metadata/uid").asText());

    var made =
        scheduler.post(
            INSTANCES,
            "{\"metadata\":{\"name\":\"own-0\",\"ownerReferences\":%s},\"spec\":{\"image\":\"i\"}}"
                .formatted(owner));
    var released = scheduler.patch(INSTANCES + "/own-0", "{\"metadata\":{\"ownerReferences\":[]}}");
    var other = scheduler.patch(INSTANCES + "/own-0", "{\"spec\":{\"running\":false}}");
    var status =
        scheduler.patch(
            SETS + "/own/status",
            "{\"status\":{\"replicas\":1,\"revisions\":[{\"revision\":1,\"hash\":\"h\",\"data\":\"{}\"}]}}");
    var deleted = scheduler.delete(INSTANCES + "/own-0");

    assertThat(made.code()).as(made.text()).isEqualTo(201);
    assertThat(released.code()).as(released.text()).isEqualTo(200);
    assertThat(other.code()).as(other.text()).isEqualTo(403);
    assertThat(status.code()).as(status.text()).isEqualTo(200);
    assertThat(deleted.code()).as(deleted.text()).isIn(200, 202);
    assertThat(scheduler.patch(SETS + "/own", "{\"spec\":{\"replicas\":9}}").code()).isEqualTo(403);
  }
}
