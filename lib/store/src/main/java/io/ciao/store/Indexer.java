package io.ciao.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Says under which values an object is found: the indexed fields of its kind.
///
/// Called from several threads.
public interface Indexer {
  /// The fields by which objects of a resource are found; what is not among them cannot be asked
  /// for. `metadata.name` and `metadata.namespace` are indexed beside them. Always the same.
  Set<String> fields(String resource);

  /// The object's values by indexed field, for example `spec.nodeNames` → `[nn1, nn2]`; a field
  /// without value may be absent. Called once for every object that enters the cache; must not keep
  /// or change the tree.
  Map<String, List<String>> index(String resource, ObjectNode tree);

  /// No indexed fields.
  static Indexer none() {
    return new Indexer() {
      @Override
      public Set<String> fields(String resource) {
        return Set.of();
      }

      @Override
      public Map<String, List<String>> index(String resource, ObjectNode tree) {
        return Map.of();
      }
    };
  }
}
