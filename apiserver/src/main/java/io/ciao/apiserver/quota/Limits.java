package io.ciao.apiserver.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import java.util.OptionalLong;

/// The limits of one Quota.
///
/// @param total of all objects of the tenant together
/// @param perInstance of one instance: vCPUs and memory
/// @param perVolume of one volume: its storage
record Limits(Amounts total, Amounts perInstance, Amounts perVolume) {

  /// Those of a Quota's `spec`.
  static Limits of(JsonNode spec) {
    OptionalLong size = Amounts.value(spec.path("perVolume").path("size"));
    return new Limits(
        Amounts.read(spec.path("limits")),
        Amounts.read(spec.path("perInstance")),
        size.isPresent()
            ? Amounts.NONE.with(Amount.VOLUME_STORAGE, size.getAsLong())
            : Amounts.NONE);
  }

  ObjectNode toTree() {
    ObjectNode tree = Json.object();
    tree.set("total", total.numbers());
    tree.set("perInstance", perInstance.numbers());
    tree.set("perVolume", perVolume.numbers());
    return tree;
  }

  static Limits read(JsonNode tree) {
    return new Limits(
        Amounts.read(tree.path("total")),
        Amounts.read(tree.path("perInstance")),
        Amounts.read(tree.path("perVolume")));
  }

  /// The limit of one object of that resource.
  Amounts ofOne(String resource) {
    return switch (resource) {
      case "instances" -> perInstance;
      case "volumes" -> perVolume;
      default -> Amounts.NONE;
    };
  }
}
