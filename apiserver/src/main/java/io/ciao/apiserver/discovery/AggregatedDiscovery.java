package io.ciao.apiserver.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.GroupVersion;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;

/// Discovery in its new form: everything under a root in one document. Pure.
final class AggregatedDiscovery {
  private static final String API_GROUP = "apidiscovery.k8s.io";

  private AggregatedDiscovery() {}

  /// The document of one root.
  ///
  /// @param core whether the document is for `/api` or for `/apis`
  /// @param version of the document: `v2` or `v2beta1`; clients recognise the form by the
  ///   parameters of its type
  static Document document(KindRegistry kinds, boolean core, String version) {
    ObjectNode tree = Json.object();
    tree.put("kind", "APIGroupDiscoveryList").put("apiVersion", API_GROUP + "/" + version);
    tree.putObject("metadata");
    ArrayNode items = tree.putArray("items");
    for (GroupVersion groupVersion : kinds.groupVersions()) {
      if (groupVersion.isCore() == core) {
        items.add(group(kinds, groupVersion));
      }
    }
    String type = "application/json;g=" + API_GROUP + ";v=" + version + ";as=APIGroupDiscoveryList";
    return Document.of(type, tree);
  }

  private static ObjectNode group(KindRegistry kinds, GroupVersion groupVersion) {
    ObjectNode group = Json.object();
    ObjectNode metadata = group.putObject("metadata");
    if (!groupVersion.isCore()) {
      metadata.put("name", groupVersion.group());
    }
    metadata.putNull("creationTimestamp");
    ObjectNode version = group.putArray("versions").addObject();
    version.put("version", groupVersion.version());
    ArrayNode resources = version.putArray("resources");
    kinds.kinds(groupVersion).forEach(kind -> resources.add(resource(kind)));
    version.put("freshness", "Current");
    return group;
  }

  private static ObjectNode resource(KindDefinition kind) {
    ObjectNode entry = Json.object();
    entry.put("resource", kind.plural());
    responseKind(entry, kind);
    entry.put("scope", kind.namespaced() ? "Namespaced" : "Cluster");
    entry.put("singularResource", kind.names().singular());
    ResourceLists.verbs(entry, ResourceLists.verbs());
    ResourceLists.texts(entry, "shortNames", kind.names().shortNames());
    ResourceLists.texts(entry, "categories", kind.names().categories());
    if (kind.hasStatus()) {
      ObjectNode status = entry.putArray("subresources").addObject();
      status.put("subresource", "status");
      responseKind(status, kind);
      ResourceLists.verbs(status, ResourceLists.statusVerbs());
    }
    return entry;
  }

  private static void responseKind(ObjectNode entry, KindDefinition kind) {
    ObjectNode responseKind = entry.putObject("responseKind");
    responseKind.put("group", kind.group()).put("version", kind.version());
    responseKind.put("kind", kind.kind());
  }
}
