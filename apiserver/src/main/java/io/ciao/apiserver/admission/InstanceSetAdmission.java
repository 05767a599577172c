package io.ciao.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.instanceset.InstanceSet;
import io.ciao.api.instanceset.UpdateLimits;
import io.ciao.apiserver.status.Cause;
import java.util.List;

/// An InstanceSet's template makes instances that belong to the set, and names what there is or
/// will be; its update limits can be read and let an update go on.
final class InstanceSetAdmission implements Admission {
  /// A set remembers its templates in its own status.
  private static final int TEMPLATE_BYTES_MAX = 256 << 10;

  private static final String TEMPLATE = "spec.template";

  private final InstanceReferences named;
  private final Priorities priorities;

  InstanceSetAdmission(References references, Priorities priorities) {
    this.named = new InstanceReferences(references);
    this.priorities = priorities;
  }

  @Override
  public void create(Draft draft) {
    check(draft, false);
  }

  @Override
  public void update(ObjectNode old, Draft draft) {
    if (!old.path("spec").equals(draft.tree().path("spec"))) {
      // What it was made with it keeps: a set whose tenant has lost a permission can be made
      // smaller.
      check(draft, old.path("spec").path("template").equals(template(draft.tree())));
    }
  }

  private static JsonNode template(JsonNode set) {
    return set.path("spec").path("template");
  }

  private void check(Draft draft, boolean sameTemplate) {
    JsonNode spec = draft.tree().path("spec");
    selector(draft, spec);
    limits(draft, spec.path("update"));
    JsonNode template = template(draft.tree());
    int bytes = Json.write(template).length;
    if (bytes > TEMPLATE_BYTES_MAX) {
      draft.refuse(
          Cause.invalid(
              TEMPLATE, "it has %d bytes, at most %d".formatted(bytes, TEMPLATE_BYTES_MAX)));
    }
    if (template.at("/spec/network").has("address")) {
      draft.refuse(
          Cause.forbidden(
              TEMPLATE + ".spec.network.address",
              "the instances of a set cannot all have one address; leave it out"));
    }
    InstanceReferences.Made made = named.check(draft, TEMPLATE + ".spec", template.path("spec"));
    if (!sameTemplate) {
      named.permitted(draft, TEMPLATE + ".spec", made.spec());
    }
    if (!sameTemplate) {
      PlacementFields.check(
          draft, TEMPLATE + ".spec.placement", template.path("spec").path("placement"));
    }
    priorities.template(draft, TEMPLATE + ".spec", template.path("spec"), made.workload());
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
}
