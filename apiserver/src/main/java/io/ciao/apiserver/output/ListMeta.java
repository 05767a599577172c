package io.ciao.apiserver.output;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import java.util.OptionalLong;

/// The metadata of a list.
///
/// @param version its resourceVersion
/// @param next the token of the next page; empty if there is none
/// @param remaining objects that follow; empty if unknown or none
public record ListMeta(long version, String next, OptionalLong remaining) {

  ObjectNode toTree() {
    ObjectNode tree = Json.object();
    tree.put("resourceVersion", Long.toString(version));
    if (!next.isEmpty()) {
      tree.put("continue", next);
    }
    remaining.ifPresent(count -> tree.put("remainingItemCount", count));
    return tree;
  }
}
