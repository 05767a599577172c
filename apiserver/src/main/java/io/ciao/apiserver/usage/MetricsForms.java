package io.ciao.apiserver.usage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.usage.Amounts;
import io.ciao.apiserver.node.UsageMemory;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.StoredObject;
import java.time.Instant;
import java.util.Optional;

/// The shapes of `metrics.k8s.io/v1beta1`, and the little of a `v1` Node that `kubectl top` asks
/// for beside them. Pure.
///
/// What clients of those shapes do not know stands beside: `ageSeconds`, `total` and `load`.
final class MetricsForms {
  static final String VERSION = "metrics.k8s.io/v1beta1";

  /// As the reference implementation says it; ours is the time between two measurements.
  private static final String WINDOW = "5s";

  /// The only container that an instance has, in the words of these shapes.
  private static final String CONTAINER = "instance";

  private MetricsForms() {}

  static ObjectNode node(StoredObject node, Optional<UsageMemory.Heard> heard, Instant now) {
    ObjectNode tree = item("NodeMetrics", node, heard, now);
    heard.ifPresent(
        found -> {
          boolean fresh = found.fresh(now);
          tree.set("usage", amounts(fresh ? found.usage().used() : Amounts.UNKNOWN));
          tree.set("total", amounts(found.usage().total()));
          Long load = found.usage().load();
          if (fresh && load != null) {
            tree.put("load", load);
          }
        });
    return tree;
  }

  /// @param heard what the node said that the instance is bound to
  static ObjectNode instance(
      StoredObject instance, Optional<UsageMemory.Heard> heard, Instant now) {
    ObjectNode tree = item("PodMetrics", instance, heard, now);
    ObjectNode container = tree.putArray("containers").addObject();
    container.put("name", CONTAINER);
    container.set("usage", amounts(used(instance, heard, now)));
    return tree;
  }

  static Amounts used(StoredObject instance, Optional<UsageMemory.Heard> heard, Instant now) {
    return heard
        .filter(found -> found.fresh(now))
        .map(found -> found.instances().get(instance.uid()))
        .orElse(Amounts.UNKNOWN);
  }

  private static ObjectNode item(
      String kind, StoredObject object, Optional<UsageMemory.Heard> heard, Instant now) {
    ObjectNode tree = Json.object();
    tree.put("kind", kind).put("apiVersion", VERSION);
    tree.set("metadata", metadata(object));
    heard.ifPresent(
        found -> {
          tree.put("timestamp", ObjectTree.time(ObjectTree.seconds(found.at())));
          tree.put("window", WINDOW);
          tree.put("ageSeconds", found.age(now).toSeconds());
        });
    return tree;
  }

  private static ObjectNode metadata(StoredObject object) {
    ObjectNode metadata = Json.object();
    metadata.put("name", object.key().name());
    if (object.key().namespace() != null) {
      metadata.put("namespace", object.key().namespace());
    }
    JsonNode created = object.view().path("metadata").path("creationTimestamp");
    metadata.set("creationTimestamp", created);
    if (!object.labels().isEmpty()) {
      metadata.set("labels", Json.toNode(object.labels()));
    }
    return metadata;
  }

  private static ObjectNode amounts(Amounts amounts) {
    ObjectNode tree = Json.object();
    if (amounts.cpuMilli() != null) {
      tree.put("cpu", amounts.cpuMilli() + "m");
    }
    if (amounts.memoryBytes() != null) {
      tree.put("memory", kibibytes(amounts.memoryBytes()));
    }
    if (amounts.diskBytes() != null) {
      tree.put("ephemeral-storage", kibibytes(amounts.diskBytes()));
    }
    return tree;
  }

  private static String kibibytes(long bytes) {
    return bytes / 1024 + "Ki";
  }

  /// Name, labels and size: what `kubectl top node` divides by.
  static ObjectNode coreNode(StoredObject node, Optional<UsageMemory.Heard> heard) {
    ObjectNode tree = Json.object();
    tree.put("kind", "Node").put("apiVersion", "v1");
    tree.set("metadata", metadata(node));
    ObjectNode total = amounts(heard.map(found -> found.usage().total()).orElse(Amounts.UNKNOWN));
    ObjectNode status = tree.putObject("status");
    status.set("capacity", total);
    status.set("allocatable", total.deepCopy());
    return tree;
  }
}
