package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.client.ApiClient;
import io.ciao.api.client.ListQuery;
import io.ciao.api.client.ResourceType;
import java.util.Comparator;
import java.util.List;

/// The events about one object, oldest first.
final class ObjectEvents {
  private ObjectEvents() {}

  static List<ObjectNode> of(ApiClient client, ObjectNode object) {
    var metadata = object.path("metadata");
    var namespace = metadata.path("namespace").asText("");
    var query = ListQuery.fields("involvedObject.uid=" + metadata.path("uid").asText());
    return client
        .list(ResourceType.EVENTS, namespace.isEmpty() ? null : namespace, query)
        .items()
        .stream()
        .sorted(Comparator.comparing((ObjectNode e) -> e.path("lastTimestamp").asText()))
        .toList();
  }
}
