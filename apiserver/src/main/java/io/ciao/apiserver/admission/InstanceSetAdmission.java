package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.instanceset.InstanceSet;
import io.ciao.api.instanceset.UpdateLimits;
import io.ciao.apiserver.reference.SharedObjects;
import io.ciao.apiserver.status.Cause;
import io.ciao.apiserver.tree.ObjectTree;
import io.ciao.store.StoredObject;
import java.util.List;
import java.util.Optional;

/// An InstanceSet's template makes instances that belong to the set, and names what there is or
/// will be; its update limits can be read and let an update go on.
final class InstanceSetAdmission implements Admission {
  /// A set remembers its templates in its own status.
  private static final int TEMPLATE_BYTES_MAX = 256 << 10;

  private static final String TEMPLATE = "spec.template";

  private final References references;
  private final Priorities priorities;

  InstanceSetAdmission(References references, Priorities priorities) {
    this.references = references;
    this.priorities = priorities;
  }

  @Override
  public void create(Draft draft) {
    check(draft);
  }

  @Override
  public void update(ObjectNode old, Draft draft) {
    if (!old.path("spec").equals(draft.tree().path("spec"))) {
      check(draft);
    }
  }

  private void check(Draft draft) {
    JsonNode spec = draft.tree().path("spec");
    selector(draft, spec);
    limits(draft, spec.path("update"));
    JsonNode template = spec.path("template");
    int bytes = Json.write(template).length;
    if (bytes > TEMPLATE_BYTES_MAX) {
      draft.refuse(
          Cause.invalid(
              TEMPLATE, "it has %d bytes, at most %d".formatted(bytes, TEMPLATE_BYTES_MAX)));
    }
    references(draft, template.path("spec"));
  }

  private static void selector(Draft draft, JsonNode spec) {
    JsonNode labels = spec.path("template").path("metadata").path("labels");
    JsonNode wanted = spec.path("selector").path("matchLabels");
    if (spec.has("selector") && wanted.isEmpty()) {
      draft.refuse(
          Cause.required("spec.selector.matchLabels", "a selector names at least one label"));
    }
    wanted
        .properties()
        .forEach(
            label -> {
              if (!label.getValue().equals(labels.path(label.getKey()))) {
                draft.refuse(
                    Cause.invalid(
                        TEMPLATE + ".metadata.labels",
                        "it lacks %s: %s, which spec.selector.matchLabels wants"
                            .formatted(label.getKey(), label.getValue().asText())));
              }
            });
    if (labels.has(InstanceSet.HASH_LABEL)) {
      draft.refuse(
          Cause.forbidden(
              TEMPLATE + ".metadata.labels",
              InstanceSet.HASH_LABEL + " is the set's own and cannot be given"));
    }
  }

  private static void limits(Draft draft, JsonNode update) {
    boolean nothingMoves = true;
    for (String field : List.of("maxSurge", "maxUnavailable")) {
      String text = update.path(field).asText("25%");
      if (!UpdateLimits.readable(text)) {
        draft.refuse(
            Cause.invalid(
                "spec.update." + field,
                "\"" + text + "\": a number such as 1 or a share such as 25% is needed"));
      }
      nothingMoves &= text.equals("0") || text.equals("0%");
    }
    if (nothingMoves) {
      draft.refuse(
          Cause.invalid(
              "spec.update.maxUnavailable", "0: may not be 0 when spec.update.maxSurge is 0"));
    }
  }

  private void references(Draft draft, JsonNode spec) {
    String workload = spec.path("workload").asText("");
    String image = spec.path("image").asText("");
    if (workload.isEmpty() && image.isEmpty()) {
      draft.refuse(
          Cause.required(
              TEMPLATE + ".spec.image", "an instance names a workload, an image, or both"));
    }
    Optional<StoredObject> base =
        workload.isEmpty()
            ? Optional.empty()
            : references.shared(draft, "workloads", TEMPLATE + ".spec.workload", workload);
    priorities.template(draft, TEMPLATE + ".spec", spec, SharedObjects.spec(base));
    if (!image.isEmpty()) {
      references.shared(draft, "images", TEMPLATE + ".spec.image", image);
    }
    for (String key : ObjectTree.texts(spec.path("sshKeys"))) {
      references.own(draft, "sshkeys", TEMPLATE + ".spec.sshKeys", key);
    }
    String network = spec.path("network").path("name").asText("default");
    references.own(draft, "tenantnetworks", TEMPLATE + ".spec.network.name", network);
  }
}
