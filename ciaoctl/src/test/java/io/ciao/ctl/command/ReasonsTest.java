package io.ciao.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReasonsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T22:00:25Z");

  @Test
  void saysEachThingOnceAndWhatToDo() {
    var message = "no node can take it: cn10 lacks memory: 900 GiB needed; nn1 is no compute node";
    var object =
        object(
            """
            metadata: {name: big}
            status:
              conditions:
              - {type: NetworkAttached, status: Unknown, reason: Pending, message: waiting for the scheduler}
              - {type: Ready, status: "False", reason: Unschedulable, message: "%1$s", lastTransitionTime: "2026-11-21T22:00:00Z"}
              - {type: Scheduled, status: "False", reason: Unschedulable, message: "%1$s", lastTransitionTime: "2026-11-21T22:00:00Z"}
            """
                .formatted(message));
    var event = event("FailedScheduling", message);

    assertThat(lines("instance/big", object, event))
        .containsExactly(
            "instance/big is not ready for 25s: no node can take it (Unschedulable)",
            "  cn10   lacks memory: 900 GiB needed",
            "  nn1    is no compute node",
            "Next: ask for less (spec.resources), add or free a node; it starts by itself as soon"
                + " as one has room.");
  }

  @Test
  void keepsWhatElseIsWrongWithItsAge() {
    var object =
        object(
            """
            metadata: {name: web}
            status:
              binding: {nodeName: cn1}
              conditions:
              - {type: Ready, status: "False", reason: NodeUnknown, message: cn1 is not heard, lastTransitionTime: "2026-11-21T22:00:00Z"}
              - {type: NodeAvailable, status: Unknown, reason: NodeUnknown, message: silent, lastTransitionTime: "2026-11-21T21:00:00Z"}
            """);

    assertThat(lines("instance/web", object, event("Slow", "it took long")))
        .containsExactly(
            "instance/web is not ready for 25s: cn1 is not heard (NodeUnknown)",
            "  NodeAvailable is Unknown for 60m: NodeUnknown: silent",
            "  20s ago Slow: it took long",
            "Next: look at its node: ciaoctl why node/cn1");
  }

  @Test
  void saysThatItIsReadyOrWhatItsDeletionWaitsFor() {
    var ready =
        object(
            """
            metadata: {name: web}
            status: {conditions: [{type: Ready, status: "True", reason: Running, message: it runs}]}
            """);
    var leaving =
        object(
            """
            metadata: {name: t, deletionTimestamp: "2026-11-21T22:00:05Z", finalizers: [a/b, c/d]}
            """);

    assertThat(lines("instance/web", ready)).containsExactly("instance/web is ready: it runs.");
    assertThat(lines("tenant/t", leaving))
        .containsExactly("tenant/t is being deleted for 20s and waits for: a/b, c/d");
    assertThat(lines("configmap/c", object("metadata: {name: c}")))
        .containsExactly("configmap/c waits for nothing that it reports.");
  }

  private static List<String> lines(String name, ObjectNode object, ObjectNode... events) {
    return new Reasons(name, object, List.of(events), NOW).lines();
  }

  private static ObjectNode event(String reason, String message) {
    return object(
        """
        type: Warning
        reason: %s
        message: "%s"
        lastTimestamp: "2026-11-21T22:00:05Z"
        """
            .formatted(reason, message));
  }

  private static ObjectNode object(String yaml) {
    return ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8));
  }
}
