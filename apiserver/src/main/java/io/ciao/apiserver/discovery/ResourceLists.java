package io.ciao.apiserver.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.GroupVersion;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.apiserver.exchange.Answer;
import java.util.List;

/// Discovery in its old form: one document each for the roots, the groups and the versions. Pure.
final class ResourceLists {
  private static final List<String> VERBS =
      List.of("create", "delete", "get", "list", "patch", "update", "watch");
  private static final List<String> STATUS_VERBS = List.of("get", "patch", "update");

  private ResourceLists() {}

  /// `/api`.
  static Document coreVersions() {
    ObjectNode tree = Json.object();
    tree.put("kind", "APIVersions");
    tree.putArray("versions").add("v1");
    tree.putArray("serverAddressByClientCIDRs");
    return Document.of(Answer.JSON, tree);
  }

  /// `/apis`.
  static Document groups(KindRegistry kinds) {
    ObjectNode tree = Json.object();
    tree.put("kind", "APIGroupList").put("apiVersion", "v1");
    ArrayNode groups = tree.putArray("groups");
    kinds.groupVersions().stream()
        .filter(version -> !version.isCore())
        .forEach(version -> groups.add(group(version)));
    return Document.of(Answer.JSON, tree);
  }

  /// `/apis/GROUP`.
  static Document groupDocument(GroupVersion version) {
    ObjectNode tree = group(version);
    tree.put("kind", "APIGroup").put("apiVersion", "v1");
    return Document.of(Answer.JSON, tree);
  }

  private static ObjectNode group(GroupVersion version) {
    ObjectNode group = Json.object();
    group.put("name", version.group());
    ObjectNode entry = Json.object();
    entry.put("groupVersion", version.toString()).put("version", version.version());
    group.putArray("versions").add(entry);
    group.set("preferredVersion", entry.deepCopy());
    return group;
  }

  /// `/api/v1` and `/apis/GROUP/VERSION`.
  static Document resources(KindRegistry kinds, GroupVersion version) {
    ObjectNode tree = Json.object();
    tree.put("kind", "APIResourceList").put("apiVersion", "v1");
    tree.put("groupVersion", version.toString());
    ArrayNode resources = tree.putArray("resources");
    for (KindDefinition kind : kinds.kinds(version)) {
      resources.add(resource(kind));
      if (kind.hasStatus()) {
        ObjectNode status = resources.addObject();
        status.put("name", kind.plural() + "/status").put("singularName", "");
        status.put("namespaced", kind.namespaced()).put("kind", kind.kind());
        verbs(status, STATUS_VERBS);
      }
      streams(kind).forEach(resources::add);
    }
    return Document.of(Answer.JSON, tree);
  }

  private static ObjectNode resource(KindDefinition kind) {
    ObjectNode entry = Json.object();
    entry.put("name", kind.plural()).put("singularName", kind.names().singular());
    entry.put("namespaced", kind.namespaced()).put("kind", kind.kind());
    verbs(entry, VERBS);
    texts(entry, "shortNames", kind.names().shortNames());
    texts(entry, "categories", kind.names().categories());
    return entry;
  }

  private static List<ObjectNode> streams(KindDefinition kind) {
    if (!kind.kind().equals("Instance")) {
      return List.of();
    }
    ObjectNode log = Json.object();
    log.put("name", kind.plural() + "/log").put("singularName", "");
    log.put("namespaced", kind.namespaced()).put("kind", kind.kind());
    verbs(log, List.of("get"));
    return List.of(log);
  }

  static void verbs(ObjectNode entry, List<String> verbs) {
    ArrayNode list = entry.putArray("verbs");
    verbs.forEach(list::add);
  }

  static void texts(ObjectNode entry, String field, List<String> texts) {
    if (!texts.isEmpty()) {
      ArrayNode list = entry.putArray(field);
      texts.forEach(list::add);
    }
  }

  static List<String> verbs() {
    return VERBS;
  }

  static List<String> statusVerbs() {
    return STATUS_VERBS;
  }
}
