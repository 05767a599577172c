package io.ciao.api.meta;

import org.jspecify.annotations.Nullable;

/// Names one object of a kind: its tenant (null for cluster-scoped kinds) and its name. Passes take
/// nothing else. In order of namespaces (none first), then of names.
public record ObjectKey(@Nullable String namespace, String name) implements Comparable<ObjectKey> {

  /// The key of an object with these metadata.
  public static ObjectKey of(ObjectMeta meta) {
    return new ObjectKey(meta.namespace(), meta.requireName());
  }

  @Override
  public int compareTo(ObjectKey other) {
    var mine = namespace == null ? "" : namespace;
    var others = other.namespace == null ? "" : other.namespace;
    var byNamespace = mine.compareTo(others);
    return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return namespace == null ? name : namespace + "/" + name;
  }
}
