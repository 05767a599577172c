package io.ciao.api.instance;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.codec.Json;
import io.ciao.api.meta.ObjectKey;
import io.ciao.api.workload.WorkloadSpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the names in an instance's spec meant when it was first bound. It is made from that for all
/// its life, whatever becomes of those objects and wherever it is moved.
///
/// @param workload null if it names none
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Resolved(@Nullable ResolvedWorkload workload, ObjectKey image) {

  /// Whether a bind wrote it: half of it, which somebody else left there, says nothing.
  boolean isWhole() {
    return image != null && image.name() != null && (workload == null || workload.isWhole());
  }

  /// What an instance's status says that it was bound as; empty before its first bind.
  public static Optional<Resolved> of(JsonNode instance) {
    var resolved = instance.path("status").path("resolved");
    return resolved.isObject()
        ? Optional.of(Json.toRecord(resolved, Resolved.class)).filter(Resolved::isWhole)
        : Optional.empty();
  }

  /// The fields that its own lie over.
  public WorkloadSpec base() {
    return workload == null ? WorkloadSpec.EMPTY : workload.spec();
  }
}
