package io.ciao.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.api.fields.Conflict;
import io.ciao.api.fields.FieldOwnership;
import io.ciao.api.fields.Manager;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The move from applying on the client's side to applying on the server's: what the annotation of
/// the one says is applied, kubectl's other one may take without force. Pure.
final class ClientSideApply {
  private static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";

  /// Whoever does not want this names another manager.
  private static final String KUBECTL = "kubectl";

  private ClientSideApply() {}

  /// The conflicts that are left.
  static List<Conflict> remaining(
      FieldOwnership ownership, ObjectNode live, Manager writer, List<Conflict> conflicts) {
    JsonNode last = live.path("metadata").path("annotations").path(ANNOTATION);
    if (conflicts.isEmpty() || !writer.name().equals(KUBECTL) || !last.isTextual()) {
      return conflicts;
    }
    Set<String> known = new HashSet<>();
    try {
      ObjectNode applied = Json.parse(last.textValue().getBytes(StandardCharsets.UTF_8));
      ownership.claimed(applied).paths(known::add);
    } catch (UnreadableObjectException notAnObject) {
      return conflicts;
    }
    return conflicts.stream().filter(conflict -> !known.contains(conflict.path())).toList();
  }
}
