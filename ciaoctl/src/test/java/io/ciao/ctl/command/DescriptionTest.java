package io.ciao.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DescriptionTest {
  private static final Instant NOW = Instant.parse("2026-11-21T22:08:00Z");

  @Test
  void beginsWithTheSummaryAndLeavesOutWhatOnlyProgramsNeed() {
    var web =
        object(
            """
            apiVersion: ciao.io/v1
            kind: Instance
            metadata:
              name: web
              namespace: default
              uid: u
              creationTimestamp: "2026-11-21T22:00:00Z"
              labels: {app: tour}
              annotations: {kubectl.kubernetes.io/last-applied-configuration: "{}", note: mine}
              ownerReferences: [{kind: InstanceSet, name: s}]
              finalizers: [a/b]
              managedFields: [{manager: m}]
            spec: {workload: tiny-vm}
            status:
              binding: {nodeName: cn1, nodeUID: n, epoch: 5}
              observed: {epoch: 5, incarnation: 9, seq: 1, startedAt: "2026-11-21T22:00:01Z"}
              charge: {memory: 1}
              conditions:
              - {type: Ready, status: "True", reason: Running, message: it runs on node cn1, lastTransitionTime: "2026-11-21T22:00:30Z"}
            """);
    var event =
        object(
            """
            type: Warning
            reason: FailedScheduling
            message: no room
            lastTimestamp: "2026-11-21T22:00:10Z"
            """);

    assertThat(text(new Description(web, List.of(event), Optional.empty(), NOW), "Instance"))
        .isEqualTo(
            """
            Instance:      web
            Tenant:        default
            Labels:        app=tour
            Annotations:   note=mine
            Owned by:      instanceset/s
            Created:       8m ago
            Ready:         True, Running: it runs on node cn1
            Spec:
              workload: tiny-vm
            Conditions:
              TYPE    STATUS   SINCE   REASON    MESSAGE
              Ready   True     7m30s   Running   it runs on node cn1
            Events:
              AGE     TYPE      REASON             MESSAGE
              7m50s   Warning   FailedScheduling   no room
            Status:
              binding:
                nodeName: cn1
              observed:
                startedAt: "2026-11-21T22:00:01Z"
            """);
  }

  @Test
  void namesTheGuestsOfANodeAndWhatADeletionWaitsFor() {
    var node =
        object(
            """
            metadata:
              name: cn1
              deletionTimestamp: "2026-11-21T22:07:00Z"
              finalizers: [ciao.io/guests]
            """);

    assertThat(
            text(
                new Description(
                    node, List.of(), Optional.of(List.of("default/cache", "default/web")), NOW),
                "Node"))
        .isEqualTo(
            """
            Node:        cn1
            Deleting:    60s ago, waits for: ciao.io/guests
            Instances:   2 (default/cache, default/web)
            Events: none
            """);
  }

  @Test
  void listsTheImagesThatANodeHasReady() {
    var node =
        object(
            """
            metadata: {name: cn1}
            status:
              images:
              - {names: ["qcow2@sha256:ab"], sizeBytes: 1610612736}
              - {names: ["web:1", "web:latest", "web@sha256:cd"], sizeBytes: 2048}
              - {names: ["old:1"]}
            """);

    assertThat(text(new Description(node, List.of(), Optional.empty(), NOW), "Node"))
        .isEqualTo(
            """
            Node:   cn1
            Images:
              SIZE    NAMES
              1.5Gi   qcow2@sha256:ab
              2Ki     web:1, web:latest
                      old:1
            Events: none
            """);
  }

  private static String text(Description description, String kind) {
    var bytes = new ByteArrayOutputStream();
    description.print(new PrintStream(bytes, true, StandardCharsets.UTF_8), kind);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static ObjectNode object(String yaml) {
    return ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8));
  }
}
