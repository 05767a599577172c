package io.ciao.api.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// A collection at one version, from which a watch can go on.
public record ObjectList(List<ObjectNode> items, String resourceVersion) {
  public ObjectList {
    items = List.copyOf(items);
  }
}
