package io.ciao.store;

import io.ciao.api.codec.ObjectReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Stored objects without a store, for tests of what looks at them.
public final class StoredObjects {
  private StoredObjects() {}

  /// An object as the cache would hold it.
  public static StoredObject of(
      ResourceKey key, long version, String yaml, Map<String, List<String>> index) {
    return StoredObject.of(
        key, version, ObjectReader.readOne(yaml.getBytes(StandardCharsets.UTF_8)), (_, _) -> index);
  }
}
