package io.ciao.apiserver.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.EffectiveSpec;
import io.ciao.api.instance.InstanceCharge;
import io.ciao.apiserver.tree.ObjectTree;
import java.util.List;
import java.util.Map;

/// What objects cost. What an object costs is told by the stored object alone, so that its removal
/// gives back exactly what it took. Pure.
public final class Charges {
  /// The kinds that cost something, by plural.
  public static final List<String> RESOURCES =
      List.of("instances", "volumes", "externalips", "images");

  private Charges() {}

  /// What a stored object costs.
  ///
  /// @param resource its plural
  public static Amounts of(String resource, JsonNode tree) {
    return switch (resource) {
      case "instances" -> instance(tree);
      case "volumes" ->
          Amounts.NONE.with(Amount.VOLUMES, 1).with(Amount.VOLUME_STORAGE, size(tree));
      case "externalips" -> Amounts.NONE.with(Amount.EXTERNAL_IPS, 1);
      case "images" -> Amounts.NONE.with(Amount.IMAGES, 1);
      default -> Amounts.NONE;
    };
  }

  private static Amounts instance(JsonNode tree) {
    JsonNode charge = tree.path("status").path("charge");
    return new Amounts(
        Map.of(
            Amount.INSTANCES, 1L,
            Amount.VCPUS, charge.path("vcpus").asLong(0),
            Amount.MEMORY, charge.path("memory").asLong(0),
            Amount.SHARED_DISK, charge.path("disk").asLong(0)));
  }

  /// Writes `status.charge` of an instance that is made from that.
  public static void settle(ObjectNode instance, EffectiveSpec spec) {
    ObjectTree.map(instance, "status").set("charge", Json.toTree(InstanceCharge.of(spec)));
  }

  /// A volume that is made from something may leave its size to that.
  private static long size(JsonNode volume) {
    return Amounts.value(volume.path("spec").path("size")).orElse(0);
  }
}
