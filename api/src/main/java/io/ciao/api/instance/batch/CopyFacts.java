package io.ciao.api.instance.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// What a node says of its copy of an instance, as `status.observed` shows it. The Instance's
/// schema judges what the texts may be; whoever reads them here takes them as they are.
///
/// @param generation of the spec that was acted on
/// @param state one of [io.ciao.api.instance.InstanceState]
/// @param reason one CamelCase word
/// @param message for people
/// @param interfacePlugged whether its interface is in the tenant's network
/// @param startedAt RFC 3339
/// @param finishedAt RFC 3339
public record CopyFacts(
    @Nullable Long generation,
    String state,
    @Nullable String reason,
    @Nullable String message,
    @Nullable Boolean interfacePlugged,
    @Nullable String startedAt,
    @Nullable String finishedAt,
    @Nullable Long exitCode) {

  static CopyFacts read(ItemFields fields) {
    return new CopyFacts(
        fields.optionalNumber("generation"),
        fields.text("state"),
        fields.optionalText("reason"),
        fields.optionalText("message"),
        fields.optionalTruth("interfacePlugged"),
        fields.optionalText("startedAt"),
        fields.optionalText("finishedAt"),
        fields.optionalNumber("exitCode"));
  }

  public boolean isPlugged() {
    return Boolean.TRUE.equals(interfacePlugged);
  }

  /// Puts the fields that are known into an object.
  public void writeTo(ObjectNode tree) {
    if (generation != null) {
      tree.put("generation", generation);
    }
    tree.put("state", state);
    put(tree, "reason", reason);
    put(tree, "message", message);
    if (interfacePlugged != null) {
      tree.put("interfacePlugged", interfacePlugged);
    }
    put(tree, "startedAt", startedAt);
    put(tree, "finishedAt", finishedAt);
    if (exitCode != null) {
      tree.put("exitCode", exitCode);
    }
  }

  private static void put(ObjectNode tree, String field, @Nullable String text) {
    if (text != null) {
      tree.put(field, text);
    }
  }
}
