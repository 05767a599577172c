package io.ciao.apiserver.tenant;

import io.ciao.api.schema.EndStage;
import java.util.List;

/// An object that is left in a tenant.
///
/// @param resource the plural of its kind
/// @param groupResource the plural with its group, as messages name it: `instances.ciao.io`
/// @param singular for messages: `instance`
/// @param stage when it goes
/// @param deleting whether its deletion has been asked for
/// @param finalizers what keeps it then
public record Remaining(
    String resource,
    String groupResource,
    String singular,
    String name,
    EndStage stage,
    boolean deleting,
    List<String> finalizers) {
  public Remaining {
    finalizers = List.copyOf(finalizers);
  }

  /// `instance/web (finalizer ciao.io/node)`.
  String described() {
    String kept =
        !deleting || finalizers.isEmpty()
            ? ""
            : " (finalizer " + String.join(", ", finalizers) + ")";
    return singular + "/" + name + kept;
  }
}
