package io.ciao.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.ObjectReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Stored objects without a store, for tests of what looks at them.
public final class StoredObjects {
  private StoredObjects() {}

  /// An object as the cache would hold it.
  public static StoredObject of(
      ResourceKey key, long version, String yaml, Map<String, List<String>> index) {
    return StoredObject.of(
        key,
        version,
        ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8)),
        new Fixed(index));
  }

  private record Fixed(Map<String, List<String>> values) implements Indexer {
    @Override
    public Set<String> fields(String resource) {
      return values.keySet();
    }

    @Override
    public Map<String, List<String>> index(String resource, ObjectNode tree) {
      return values;
    }
  }
}
