package io.ciao.apiserver.request;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where a request points, by the path rules of the Kubernetes API conventions.
public sealed interface RequestPath {

  /// Anything outside a group's version: `/healthz`, `/apis`, `/openapi/v3/…`.
  record NonResource(String path) implements RequestPath {}

  /// An object, a collection or a subresource.
  ///
  /// @param group empty for `/api/v1`
  /// @param namespace null for cluster-scoped paths and for lists over all namespaces
  /// @param resource the plural; empty for the version's own resource list
  /// @param action what stands behind a colon, as in `instances:bind`; empty if nothing
  /// @param name null for a collection
  /// @param subresource empty if none
  record Resource(
      String group,
      String version,
      @Nullable String namespace,
      String resource,
      String action,
      @Nullable String name,
      String subresource)
      implements RequestPath {

    /// Whether it is a renewal of a node's presence, or a probe of it: of each node one a second,
    /// for ever.
    public boolean isSignOfLife() {
      return group.equals("ciao.io")
          && resource.equals("nodes")
          && (subresource.equals("renew") || action.equals("probe"));
    }
  }

  /// Parses a raw (still percent-encoded) path. Empty if it is malformed or too long to mean
  /// anything.
  static Optional<RequestPath> parse(String rawPath) {
    List<String> parts = new ArrayList<>();
    for (String raw : rawPath.split("/", -1)) {
      if (raw.isEmpty()) {
        continue;
      }
      String part = decode(raw);
      if (part == null || part.indexOf('/') >= 0 || part.indexOf('\0') >= 0) {
        return Optional.empty();
      }
      parts.add(part);
    }
    if (parts.size() >= 2 && parts.getFirst().equals("api")) {
      return resource("", parts.get(1), parts.subList(2, parts.size()));
    }
    if (parts.size() >= 3 && parts.getFirst().equals("apis")) {
      return resource(parts.get(1), parts.get(2), parts.subList(3, parts.size()));
    }
    return Optional.of(new NonResource("/" + String.join("/", parts)));
  }

  private static Optional<RequestPath> resource(String group, String version, List<String> rest) {
    boolean inNamespace =
        rest.size() >= 3
            && rest.getFirst().equals("namespaces")
            && !(group.isEmpty() && isNamespaceSubresource(rest.get(2)) && rest.size() == 3);
    String namespace = inNamespace ? rest.get(1) : null;
    List<String> tail = inNamespace ? rest.subList(2, rest.size()) : rest;
    if (tail.size() > 3) {
      return Optional.empty();
    }
    String first = tail.isEmpty() ? "" : tail.getFirst();
    int colon = first.indexOf(':');
    String action = colon < 0 ? "" : first.substring(colon + 1);
    String resource = colon < 0 ? first : first.substring(0, colon);
    String name = tail.size() > 1 ? tail.get(1) : null;
    String subresource = tail.size() > 2 ? tail.get(2) : "";
    return Optional.of(
        new Resource(group, version, namespace, resource, action, name, subresource));
  }

  private static boolean isNamespaceSubresource(String part) {
    return part.equals("status") || part.equals("finalize");
  }

  private static @Nullable String decode(String raw) {
    if (raw.indexOf('%') < 0) {
      return raw;
    }
    try {
      return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }
}
