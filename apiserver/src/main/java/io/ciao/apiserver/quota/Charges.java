package io.ciao.apiserver.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.EffectiveSpec;
import io.ciao.api.unit.Quantity;
import io.ciao.apiserver.tree.ObjectTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What objects cost. What an object costs is told by the stored object alone, so that its removal
/// gives back exactly what it took. Pure.
public final class Charges {
  /// The kinds that cost something, by plural.
  public static final List<String> RESOURCES =
      List.of("instances", "volumes", "externalips", "images");

  private static final long DEFAULT_VCPUS = 1;

  private Charges() {}

  /// What a stored object costs.
  ///
  /// @param resource its plural
  public static Amounts of(String resource, JsonNode tree) {
    return switch (resource) {
      case "instances" -> instance(tree);
      case "volumes" ->
          Amounts.NONE
              .with(Amount.VOLUMES, 1)
              .with(Amount.VOLUME_STORAGE, bytes(tree.path("spec").path("size"), 0));
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

  /// Writes `status.charge` of an instance: its own fields, else its workload's, else the defaults.
  ///
  /// @param workload the spec of the workload in the revision that the instance is made from;
  ///   missing where it has none or none is there yet
  public static void settle(ObjectNode instance, JsonNode workload) {
    JsonNode own = instance.path("spec").path("resources");
    JsonNode base = workload.path("resources");
    ObjectNode charge = Json.object();
    charge.put("vcpus", bytes(own.path("vcpus"), bytes(base.path("vcpus"), DEFAULT_VCPUS)));
    charge.put(
        "memory",
        bytes(own.path("memory"), bytes(base.path("memory"), EffectiveSpec.DEFAULT_MEMORY_BYTES)));
    charge.put("disk", bytes(own.path("disk"), bytes(base.path("disk"), 0)));
    ObjectTree.map(instance, "status").set("charge", charge);
  }

  /// The same for an instance whose revision of the workload is not stored any more: what it does
  /// not say itself stays as it was charged.
  ///
  /// @return the fields of `spec.resources` that it said before and says no more: nobody knows what
  ///   they cost now
  public static List<String> settleOwn(JsonNode old, ObjectNode instance) {
    JsonNode own = instance.path("spec").path("resources");
    JsonNode before = old.path("spec").path("resources");
    ObjectNode charge = ObjectTree.map(ObjectTree.map(instance, "status"), "charge");
    List<String> unknown = new ArrayList<>();
    for (String field : List.of("vcpus", "memory", "disk")) {
      if (own.hasNonNull(field)) {
        charge.put(field, bytes(own.path(field), 0));
      } else if (before.hasNonNull(field)) {
        unknown.add(field);
      }
    }
    return unknown;
  }

  private static long bytes(JsonNode value, long otherwise) {
    if (value.isIntegralNumber()) {
      return value.longValue();
    }
    return value.isTextual() ? Quantity.parse(value.textValue()).bytes() : otherwise;
  }
}
