package io.ciao.store;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Names one resource: `instances/team-a/web`, or `nodes/nn1` where the kind is cluster-scoped.
///
/// Its etcd key is `/ciao/<resource>/<namespace>/<name>` or `/ciao/<resource>/<name>`. Keys sort by
/// resource, then namespace, then name, which is the order of a list.
///
/// @param resource the plural name of the kind, for example `instances`
/// @param namespace the tenant, null for a cluster-scoped kind
/// @param name the object's name
public record ResourceKey(String resource, @Nullable String namespace, String name)
    implements Comparable<ResourceKey> {
  /// Everything under it is a resource.
  public static final String PREFIX = "/ciao/";

  /// Refuses segments that would not come back from the etcd key.
  public ResourceKey {
    requireSegment("resource", resource);
    requireSegment("name", name);
    if (namespace != null) {
      requireSegment("namespace", namespace);
    }
  }

  /// Whether a text can be a name in a key at all; what cannot names nothing that is stored.
  public static boolean isName(String text) {
    return !text.isEmpty() && text.indexOf('/') < 0;
  }

  /// A key of a namespaced kind.
  public static ResourceKey namespaced(String resource, String namespace, String name) {
    return new ResourceKey(resource, namespace, name);
  }

  /// A key of a cluster-scoped kind.
  public static ResourceKey cluster(String resource, String name) {
    return new ResourceKey(resource, null, name);
  }

  /// The resource that an etcd key names; empty for any key that is not of this form.
  public static Optional<ResourceKey> parse(String etcdKey) {
    if (!etcdKey.startsWith(PREFIX)) {
      return Optional.empty();
    }
    String[] segments = etcdKey.substring(PREFIX.length()).split("/", -1);
    for (String segment : segments) {
      if (segment.isEmpty()) {
        return Optional.empty();
      }
    }
    return switch (segments.length) {
      case 2 -> Optional.of(new ResourceKey(segments[0], null, segments[1]));
      case 3 -> Optional.of(new ResourceKey(segments[0], segments[1], segments[2]));
      default -> Optional.empty();
    };
  }

  /// The resource that an etcd key names.
  ///
  /// @throws IllegalArgumentException if the key is not a resource's
  public static ResourceKey of(String etcdKey) {
    return parse(etcdKey)
        .orElseThrow(() -> new IllegalArgumentException("not the key of a resource: " + etcdKey));
  }

  /// The key in etcd.
  public String etcdKey() {
    return namespace == null
        ? PREFIX + resource + "/" + name
        : PREFIX + resource + "/" + namespace + "/" + name;
  }

  @Override
  public int compareTo(ResourceKey other) {
    int order = resource.compareTo(other.resource);
    if (order == 0) {
      order = compareNamespaces(namespace, other.namespace);
    }
    return order == 0 ? name.compareTo(other.name) : order;
  }

  /// Keys without one come first.
  private static int compareNamespaces(@Nullable String one, @Nullable String other) {
    if (one == null || other == null) {
      return Boolean.compare(one != null, other != null);
    }
    return one.compareTo(other);
  }

  /// `instances/team-a/web`, as messages name it.
  @Override
  public String toString() {
    return etcdKey().substring(PREFIX.length());
  }

  private static void requireSegment(String what, String segment) {
    Objects.requireNonNull(segment, what);
    if (!isName(segment)) {
      throw new IllegalArgumentException(
          what + " of a resource key must be non-empty and hold no '/', found \"" + segment + "\"");
    }
  }
}
