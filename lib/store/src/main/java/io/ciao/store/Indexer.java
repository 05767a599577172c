package io.ciao.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/// Says under which values an object is found: the indexed fields of its kind.
///
/// Called once for every object that enters the cache, from several threads; it must not keep or
/// change the tree.
@FunctionalInterface
public interface Indexer {
  /// The object's values by indexed field, for example `spec.nodeNames` → `[nn1, nn2]`; a field
  /// without value may be absent.
  Map<String, List<String>> index(String resource, ObjectNode tree);

  /// No indexed fields.
  static Indexer none() {
    return (resource, tree) -> Map.of();
  }
}
