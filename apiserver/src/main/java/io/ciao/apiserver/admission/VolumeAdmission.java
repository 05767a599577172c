package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.unit.Quantity;
import io.ciao.apiserver.status.Cause;
import java.util.List;

/// A Volume has a size or a source to take it from, at most one source, and never shrinks.
final class VolumeAdmission implements Admission {
  private static final String SIZE = "spec.size";

  private final References references;

  VolumeAdmission(References references) {
    this.references = references;
  }

  @Override
  public void create(Draft draft) {
    JsonNode spec = draft.tree().path("spec");
    if (spec.has("source")) {
      source(draft, spec.path("source"));
    } else if (!spec.hasNonNull("size")) {
      draft.refuse(Cause.required(SIZE, "a volume without a source needs a size, such as 10Gi"));
    }
    if (spec.hasNonNull("size") && size(spec).amount().signum() == 0) {
      draft.refuse(Cause.invalid(SIZE, "0: a volume has at least one byte"));
    }
    InitialStatus.pending(draft, "waiting for a storage driver to make it");
  }

  private void source(Draft draft, JsonNode source) {
    OneOf.require(draft, source, "spec.source", List.of("image", "volume", "snapshot"));
    String image = source.path("image").asText("");
    if (!image.isEmpty()) {
      references.shared(draft, "images", "spec.source.image", image);
    }
    String volume = source.path("volume").asText("");
    if (!volume.isEmpty()) {
      references.own(draft, "volumes", "spec.source.volume", volume);
    }
    String snapshot = source.path("snapshot").asText("");
    if (!snapshot.isEmpty()) {
      references.own(draft, "volumesnapshots", "spec.source.snapshot", snapshot);
    }
  }

  @Override
  public void update(ObjectNode old, Draft draft) {
    JsonNode before = old.path("spec");
    JsonNode after = draft.tree().path("spec");
    if (!before.hasNonNull("size")) {
      return;
    }
    if (!after.hasNonNull("size") || size(after).compareTo(size(before)) < 0) {
      draft.refuse(
          Cause.invalid(
              SIZE,
              after.path("size").asText("none")
                  + ": a volume may grow but never shrink; it has "
                  + before.path("size").asText()));
    }
  }

  private static Quantity size(JsonNode spec) {
    return Quantity.parse(spec.path("size").asText());
  }
}
