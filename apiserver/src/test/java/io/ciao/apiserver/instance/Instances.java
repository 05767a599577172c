package io.ciao.apiserver.instance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Conditions;
import io.ciao.apiserver.rbac.FixedStore;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.ResourceKey;
import io.ciao.store.StoredObjects;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

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
    tree.putObject("spec").put("workload", "small").put("running", true);
    InstanceConditions.initialise(tree, NOW);
    return tree;
  }

  /// A bind's snapshot of an instance in a cluster that has the workload `small` (`w/1`) and the
  /// image `tiny`.
  static BindSnapshot found(ObjectNode instance, long version) {
    FixedStore store = new FixedStore();
    put(
        store,
        "workloads",
        "metadata: {namespace: team, name: small, uid: w, generation: 1}\n"
            + "spec: {runtime: container, image: tiny, resources: {vcpus: 4}}");
    put(store, "images", "metadata: {namespace: team, name: tiny}\nspec: {format: docker}");
    return found(store, instance, version);
  }

  static BindSnapshot found(FixedStore store, ObjectNode instance, long version) {
    ResourceKey key = ResourceKey.namespaced("instances", "team", "web");
    return BindSnapshot.read(
        store, StoredObjects.of(key, version, Json.writeText(instance), Map.of()));
  }

  static void put(FixedStore store, String resource, String yaml) {
    ObjectNode tree = ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8));
    store.put(
        ResourceKey.namespaced(resource, ObjectTree.namespace(tree), ObjectTree.name(tree)), tree);
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
