package io.ciao.ctl.kit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.ssntp.payload.Start;
import io.ciao.ssntp.payload.StartExtension;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/// A START as it is in a file, made fit for one agent. Pure.
///
/// A file cannot know whom it will be sent to, nor when: binding, versions and missing uids are put
/// in here.
final class KitStart {
  private static final String INSTANCE = "Instance";
  private static final String API_VERSION = "ciao.io/v1";

  private KitStart() {}

  /// Who shall start it.
  record Node(String name, String uid) {}

  /// The same with its objects bound to the node at the epoch. One without objects, as originals
  /// send it, is left as it is.
  ///
  /// @param version of the objects: an agent takes what is newer than what it has
  static Start fit(Start start, Node node, long epoch, long version) {
    var ciao = start.ciao();
    if (ciao == null) {
      return start;
    }
    var objects =
        ciao.objects().stream()
            .map(object -> fit(object.deepCopy(), start.instanceUuid(), node, epoch, version))
            .toList();
    return with(start, new StartExtension(epoch, objects, ciao.more()));
  }

  private static ObjectNode fit(
      ObjectNode object, String instanceUuid, Node node, long epoch, long version) {
    var isInstance = object.path("kind").asText().equals(INSTANCE);
    if (!object.has("apiVersion")) {
      object.put("apiVersion", API_VERSION);
    }
    var metadata = object.withObject("/metadata");
    metadata.put("resourceVersion", Long.toString(version));
    if (isInstance) {
      metadata.put("uid", instanceUuid);
      if (!metadata.has("generation")) {
        metadata.put("generation", 1L);
      }
      var binding = object.withObject("/status").putObject("binding");
      binding.put("nodeName", node.name()).put("nodeUID", node.uid()).put("epoch", epoch);
    } else if (!metadata.has("uid")) {
      metadata.put("uid", uid(object));
    }
    return object;
  }

  /// The same object has the same one in every file.
  private static String uid(ObjectNode object) {
    var metadata = object.path("metadata");
    var name =
        "%s/%s/%s"
            .formatted(
                object.path("kind").asText(),
                metadata.path("namespace").asText(),
                metadata.path("name").asText());
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /// The same, asked for anew at that moment: a copy that runs is ended first.
  static Start again(Start start, String restartedAt) {
    var ciao = start.ciao();
    if (ciao == null) {
      return start;
    }
    var objects =
        ciao.objects().stream()
            .map(
                object -> {
                  var copy = object.deepCopy();
                  if (copy.path("kind").asText().equals(INSTANCE)) {
                    copy.withObject("/spec").put("running", true);
                    copy.withObject("/metadata/annotations").put(RESTARTED_AT, restartedAt);
                  }
                  return copy;
                })
            .toList();
    return with(start, new StartExtension(ciao.epoch(), objects, ciao.more()));
  }

  /// As `ciaoctl restart` writes it.
  static final String RESTARTED_AT = io.ciao.api.instance.Instance.RESTARTED_AT;

  private static Start with(Start start, StartExtension ciao) {
    return new Start(
        start.tenantUuid(),
        start.instanceUuid(),
        start.runtime(),
        start.networking(),
        List.copyOf(start.storage()),
        start.requirements(),
        ciao);
  }
}
