package io.ciao.apiserver.instance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.apiserver.tree.ObjectTree;
import java.time.Instant;
import java.util.List;

/// Instances for tests of the rules, each a step further than the one before.
final class Instances {
  static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  static final long EPOCH = 640;

  private Instances() {}

  static ObjectNode created() {
    ObjectNode tree = Json.object();
    tree.put("apiVersion", "ciao.io/v1").put("kind", "Instance");
    ObjectNode metadata = tree.putObject("metadata");
    metadata.put("name", "web").put("namespace", "team").put("uid", "u1").put("generation", 1);
    metadata.putArray("finalizers").add("ciao.io/node");
    tree.putObject("spec").put("image", "tiny").put("running", true);
    InstanceConditions.initialise(tree, NOW);
    return tree;
  }

  static ObjectNode bound() {
    ObjectNode tree = created();
    ObjectTree.map(tree, "status")
        .putObject("binding")
        .put("nodeName", "n1")
        .put("nodeUID", "n-uid")
        .put("epoch", EPOCH);
    InstanceConditions.put(
        tree, List.of(Condition.of("Scheduled", "True", "Bound", "bound to node n1")), NOW);
    InstanceConditions.refresh(tree, NOW);
    return tree;
  }

  static ObjectNode observed(String state) {
    ObjectNode tree = bound();
    observe(tree, state, EPOCH);
    return tree;
  }

  static void observe(ObjectNode tree, String state, long epoch) {
    ObjectTree.map(tree, "status")
        .putObject("observed")
        .put("node", "n1")
        .put("epoch", epoch)
        .put("incarnation", 7)
        .put("seq", 10)
        .put("state", state);
    InstanceConditions.refresh(tree, NOW);
  }

  static ObjectNode released() {
    ObjectNode tree = observed("Released");
    ((ObjectNode) tree.path("status").path("binding")).put("releasing", true);
    return tree;
  }

  static Condition condition(ObjectNode tree, String type) {
    return Conditions.find(InstanceConditions.read(tree), type).orElseThrow();
  }
}
