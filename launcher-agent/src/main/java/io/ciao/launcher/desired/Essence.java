package io.ciao.launcher.desired;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.instance.Instance;

/// The part of an instance that a node acts on: without what it said itself, and without versions
/// and times of others' writes.
record Essence(
    JsonNode spec,
    JsonNode binding,
    JsonNode network,
    JsonNode resolved,
    JsonNode deletion,
    JsonNode finalizers,
    JsonNode restartWish) {

  static Essence of(ObjectNode instance) {
    var status = instance.path("status");
    var metadata = instance.path("metadata");
    return new Essence(
        instance.path("spec"),
        status.path("binding"),
        status.path("network"),
        status.path("resolved"),
        metadata.path("deletionTimestamp"),
        metadata.path("finalizers"),
        metadata.path("annotations").path(Instance.RESTARTED_AT));
  }
}
