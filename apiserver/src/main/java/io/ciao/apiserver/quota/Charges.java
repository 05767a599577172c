package io.ciao.apiserver.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.instance.EffectiveSpec;
import io.ciao.api.unit.Quantity;
import io.ciao.apiserver.tree.ObjectTree;
import java.util.List;

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
        java.util.Map.of(
            Amount.INSTANCES, 1L,
            Amount.VCPUS, charge.path("vcpus").asLong(0),
            Amount.MEMORY, charge.path("memory").asLong(0),
            Amount.SHARED_DISK, charge.path("disk").asLong(0)));
  }

  /// Writes `status.charge` of an instance: its own fields, else its workload's; what neither says
  /// stays as it was charged, and is the default's at first. Once bound, an instance keeps the
  /// revision of the workload that it was made from, whatever becomes of the workload.
  ///
  /// @param workload the workload's spec; missing where there is none
  public static void settle(ObjectNode instance, JsonNode workload) {
    JsonNode own = instance.path("spec").path("resources");
    ObjectNode status = ObjectTree.map(instance, "status");
    JsonNode past = status.path("charge");
    JsonNode base =
        status.hasNonNull("workloadRevision") ? Json.object() : workload.path("resources");
    ObjectNode charge = Json.object();
    charge.put("vcpus", number(own, base, "vcpus", past.path("vcpus").asLong(DEFAULT_VCPUS)));
    charge.put(
        "memory",
        number(
            own, base, "memory", past.path("memory").asLong(EffectiveSpec.DEFAULT_MEMORY_BYTES)));
    charge.put("disk", number(own, base, "disk", past.path("disk").asLong(0)));
    status.set("charge", charge);
  }

  private static long number(JsonNode own, JsonNode base, String field, long otherwise) {
    return bytes(own.path(field), bytes(base.path(field), otherwise));
  }

  private static long bytes(JsonNode value, long otherwise) {
    if (value.isIntegralNumber()) {
      return value.longValue();
    }
    return value.isTextual() ? Quantity.parse(value.textValue()).bytes() : otherwise;
  }
}
