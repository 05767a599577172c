package io.ciao.launcher.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import java.util.function.UnaryOperator;

/// API objects for tests.
public final class Objects {
  private Objects() {}

  /// A container instance of tenant t1, bound to a node.
  public static UnaryOperator<ObjectNode> instance(
      String name, String uid, String nodeName, String nodeUid, long epoch) {
    return object -> {
      object.put("apiVersion", "ciao.io/v1").put("kind", "Instance");
      var metadata = object.withObject("/metadata");
      metadata.put("name", name).put("namespace", "t1").put("uid", uid).put("generation", 1L);
      metadata.putArray("finalizers").add("ciao.io/node");
      var spec = object.withObject("/spec");
      spec.put("running", true).put("runtime", "container").put("image", "tiny");
      var binding = object.withObject("/status").putObject("binding");
      binding.put("nodeName", nodeName).put("nodeUID", nodeUid).put("epoch", epoch);
      resolved(object, "t1");
      return object;
    };
  }

  private static void resolved(ObjectNode instance, String imageTenant) {
    instance
        .withObject("/status")
        .putObject("resolved")
        .putObject("image")
        .put("namespace", imageTenant)
        .put("name", instance.path("spec").path("image").asText());
  }

  /// Its image is that tenant's.
  public static UnaryOperator<ObjectNode> imageOf(String tenant) {
    return object -> {
      resolved(object, tenant);
      return object;
    };
  }

  public static UnaryOperator<ObjectNode> and(
      UnaryOperator<ObjectNode> first, UnaryOperator<ObjectNode> second) {
    return object -> second.apply(first.apply(object));
  }

  public static UnaryOperator<ObjectNode> releasing() {
    return object -> {
      object.withObject("/status").withObject("/binding").put("releasing", true);
      return object;
    };
  }

  public static UnaryOperator<ObjectNode> unbound() {
    return object -> {
      object.withObject("/status").remove("binding");
      return object;
    };
  }

  public static UnaryOperator<ObjectNode> running(boolean wanted) {
    return object -> {
      object.withObject("/spec").put("running", wanted);
      return object;
    };
  }

  public static UnaryOperator<ObjectNode> deleting() {
    return object -> {
      object.withObject("/metadata").put("deletionTimestamp", "2026-01-01T00:00:00Z");
      return object;
    };
  }

  public static UnaryOperator<ObjectNode> merged(String json) {
    return object -> {
      Json.parse(json.getBytes(java.nio.charset.StandardCharsets.UTF_8))
          .properties()
          .forEach(field -> object.set(field.getKey(), field.getValue()));
      return object;
    };
  }
}
