package io.ciao.api.instanceset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.workload.WorkloadSpec;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RevisionDataTest {
  private static InstanceTemplate template(String yaml) {
    return read(yaml, InstanceTemplate.class);
  }

  private static WorkloadSpec workload(String yaml) {
    return read(yaml, WorkloadSpec.class);
  }

  private static <T> T read(String yaml, Class<T> type) {
    var text = "value: " + yaml;
    return Json.toRecord(
        ObjectReader.readOne(text.getBytes(StandardCharsets.UTF_8)).path("value"), type);
  }

  @Test
  void hashIsOfTheContentAndNotOfItsOrder() {
    var one = template("{spec: {workload: w, sshKeys: [a, b]}, metadata: {labels: {x: y, z: u}}}");
    var same = template("{metadata: {labels: {z: u, x: y}}, spec: {sshKeys: [a, b], workload: w}}");
    var other =
        template("{metadata: {labels: {z: u, x: y}}, spec: {sshKeys: [b, a], workload: w}}");

    assertThat(RevisionData.hash(same)).isEqualTo(RevisionData.hash(one)).matches("[0-9a-f]{8}");
    assertThat(RevisionData.hash(other)).isNotEqualTo(RevisionData.hash(one));
    assertThat(RevisionData.hash(template("{spec: {workload: w}, metadata: {}}")))
        .isEqualTo(RevisionData.hash(template("{spec: {workload: w}}")));
  }

  @Test
  void fieldsThatKindsGotLaterDoNotChangeTheHash() {
    assertThat(RevisionData.hash(template("{spec: {workload: w, network: {name: blue}}}")))
        .isEqualTo("60755655");
  }

  @Test
  void textIsReadAsWhatWasWritten() {
    var data =
        new RevisionData(
            template("{spec: {workload: w, env: [{name: A, value: b}]}}"),
            workload("{runtime: container, image: i, resources: {memory: 64Mi}}"));

    assertThat(RevisionData.parse(data.text())).isEqualTo(data);
    assertThatThrownBy(() -> RevisionData.parse("frob"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void independentTemplateHasTheWorkloadsFieldsUnderItsOwn() {
    var data =
        new RevisionData(
            template(
                "{metadata: {labels: {a: b}}, spec: {workload: w, command: [x], resources: {vcpus:"
                    + " 4}}}"),
            workload(
                "{visibility: public, runtime: container, image: i, command: [y], resources:"
                    + " {vcpus: 1, memory: 64Mi}}"));

    assertThat(data.independent())
        .isEqualTo(
            template(
                "{metadata: {labels: {a: b}}, spec: {runtime: container, image: i, command: [x],"
                    + " resources: {vcpus: 4, memory: 64Mi}}}"));
  }

  @Test
  void userDataIsNotShown() {
    var data = new RevisionData(template("{spec: {cloudInit: {userData: geheim}}}"), null);

    assertThat(data.toString() + new SetRevision(1, "h", null, null, data.text()))
        .doesNotContain("geheim");
  }
}
