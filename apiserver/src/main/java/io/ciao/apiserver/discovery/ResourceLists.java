package io.ciao.apiserver.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.GroupVersion;
import io.ciao.apiserver.exchange.Answer;
import java.util.List;

/// Discovery in its old form: one document each for the roots, the groups and the versions. Pure.
final class ResourceLists {
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
  static Document groups(ServedResources resources) {
    ObjectNode tree = Json.object();
    tree.put("kind", "APIGroupList").put("apiVersion", "v1");
    ArrayNode groups = tree.putArray("groups");
    resources.groupVersions().stream()
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
  static Document resources(ServedResources resources, GroupVersion version) {
    ObjectNode tree = Json.object();
    tree.put("kind", "APIResourceList").put("apiVersion", "v1");
    tree.put("groupVersion", version.toString());
    ArrayNode list = tree.putArray("resources");
    for (ServedResource resource : resources.of(version)) {
      list.add(resource(resource));
      resource.parts().forEach(part -> list.add(part(resource, part)));
    }
    return Document.of(Answer.JSON, tree);
  }

  private static ObjectNode resource(ServedResource resource) {
    ObjectNode entry = Json.object();
    entry.put("name", resource.names().plural()).put("singularName", resource.names().singular());
    entry.put("namespaced", resource.namespaced()).put("kind", resource.names().kind());
    texts(entry, "verbs", resource.verbs());
    texts(entry, "shortNames", resource.names().shortNames());
    texts(entry, "categories", resource.names().categories());
    return entry;
  }

  private static ObjectNode part(ServedResource resource, ServedResource.Part part) {
    ObjectNode entry = Json.object();
    entry.put("name", resource.names().plural() + "/" + part.name()).put("singularName", "");
    entry.put("namespaced", resource.namespaced());
    if (!part.groupVersion().equals(resource.groupVersion())) {
      entry.put("group", part.groupVersion().group());
      entry.put("version", part.groupVersion().version());
    }
    entry.put("kind", part.kind());
    texts(entry, "verbs", part.verbs());
    return entry;
  }

  static void texts(ObjectNode entry, String field, List<String> texts) {
    if (!texts.isEmpty()) {
      ArrayNode list = entry.putArray(field);
      texts.forEach(list::add);
    }
  }
}
