package io.ciao.launcher.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.node.NodeImage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The part of Node.status that is the agent's. Pure.
final class NodeStatusDraft {
  private static final String IMAGES = "images";
  private static final String VNIS = "vnis";

  private NodeStatusDraft() {}

  /// What to write so that the Node says what holds; empty if it does.
  ///
  /// @param present the Node as it is
  /// @param images those that are ready; empty while that is not known: the Node goes on saying
  ///   what was
  /// @param heartbeat set while the node has no other way to be heard
  static Optional<ObjectNode> patch(
      ObjectNode present,
      NodeFacts facts,
      Optional<List<NodeImage>> images,
      @Nullable Instant heartbeat) {
    var status = present.path("status");
    var wanted = wanted(facts);
    // That there are none is not worth a field.
    if (!(facts.vnis().isEmpty() && status.path(VNIS).isEmpty())) {
      var vnis = wanted.putArray(VNIS);
      facts.vnis().forEach(vnis::add);
    }
    if (images.isPresent() && !(images.get().isEmpty() && status.path(IMAGES).isEmpty())) {
      wanted.set(IMAGES, Json.toNode(images.get()));
    }
    wanted.put("observedGeneration", present.path("metadata").path("generation").asLong());
    var patch = Json.object();
    for (var field : wanted.properties()) {
      if (!same(status.path(field.getKey()), field.getValue())) {
        patch.set(field.getKey(), field.getValue());
      }
    }
    if (heartbeat != null) {
      patch.put("heartbeatTime", heartbeat.toString());
    }
    return patch.isEmpty() ? Optional.empty() : Optional.of(patch);
  }

  private static ObjectNode wanted(NodeFacts facts) {
    var tree = Json.object();
    tree.set("capacity", Json.toTree(facts.capacity()));
    tree.set("allocatable", Json.toTree(facts.capacity()));
    tree.put("address", facts.address());
    tree.put("hostName", facts.hostName());
    if (facts.agentPort() > 0) {
      tree.put("agentPort", (long) facts.agentPort());
    }
    var drivers = tree.putArray("drivers");
    facts.drivers().forEach(drivers::add);
    tree.put("accelerator", facts.accelerator());
    if (!facts.kernel().isEmpty()) {
      tree.put("kernel", facts.kernel());
    }
    tree.put("version", facts.version());
    var certificate = facts.certificate();
    if (certificate != null) {
      tree.set("certificate", Json.toTree(certificate));
    }
    return tree;
  }

  /// Numbers may be of another width, texts are compared as they are.
  private static boolean same(JsonNode present, JsonNode wanted) {
    return present.equals(wanted) || present.toString().equals(wanted.toString());
  }
}
