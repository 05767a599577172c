package io.ciao.apiserver.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.schema.GroupVersion;

/// Discovery in its new form: everything under a root in one document. Pure.
final class AggregatedDiscovery {
  private static final String API_GROUP = "apidiscovery.k8s.io";

  private AggregatedDiscovery() {}

  /// The document of one root.
  ///
  /// @param core whether the document is for `/api` or for `/apis`
  /// @param version of the document: `v2` or `v2beta1`; clients recognise the form by the
  ///   parameters of its type
  static Document document(ServedResources resources, boolean core, String version) {
    ObjectNode tree = Json.object();
    tree.put("kind", "APIGroupDiscoveryList").put("apiVersion", API_GROUP + "/" + version);
    tree.putObject("metadata");
    ArrayNode items = tree.putArray("items");
    for (GroupVersion groupVersion : resources.groupVersions()) {
      if (groupVersion.isCore() == core) {
        items.add(group(resources, groupVersion));
      }
    }
    String type = "application/json;g=" + API_GROUP + ";v=" + version + ";as=APIGroupDiscoveryList";
    return Document.of(type, tree);
  }

  private static ObjectNode group(ServedResources resources, GroupVersion groupVersion) {
    ObjectNode group = Json.object();
    ObjectNode metadata = group.putObject("metadata");
    if (!groupVersion.isCore()) {
      metadata.put("name", groupVersion.group());
    }
    metadata.putNull("creationTimestamp");
    ObjectNode version = group.putArray("versions").addObject();
    version.put("version", groupVersion.version());
    ArrayNode list = version.putArray("resources");
    resources.of(groupVersion).forEach(resource -> list.add(resource(resource)));
    version.put("freshness", "Current");
    return group;
  }

  private static ObjectNode resource(ServedResource resource) {
    ObjectNode entry = Json.object();
    entry.put("resource", resource.names().plural());
    responseKind(entry, resource.groupVersion(), resource.names().kind());
    entry.put("scope", resource.namespaced() ? "Namespaced" : "Cluster");
    entry.put("singularResource", resource.names().singular());
    ResourceLists.texts(entry, "verbs", resource.verbs());
    ResourceLists.texts(entry, "shortNames", resource.names().shortNames());
    ResourceLists.texts(entry, "categories", resource.names().categories());
    if (!resource.parts().isEmpty()) {
      ArrayNode parts = entry.putArray("subresources");
      for (ServedResource.Part part : resource.parts()) {
        ObjectNode told = parts.addObject();
        told.put("subresource", part.name());
        responseKind(told, part.groupVersion(), part.kind());
        ResourceLists.texts(told, "verbs", part.verbs());
      }
    }
    return entry;
  }

  private static void responseKind(ObjectNode entry, GroupVersion groupVersion, String kind) {
    ObjectNode responseKind = entry.putObject("responseKind");
    responseKind.put("group", groupVersion.group()).put("version", groupVersion.version());
    responseKind.put("kind", kind);
  }
}
