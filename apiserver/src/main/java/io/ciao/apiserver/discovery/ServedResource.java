package io.ciao.apiserver.discovery;

import io.ciao.api.schema.GroupVersion;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindNames;
import java.util.ArrayList;
import java.util.List;

/// One resource as discovery tells it.
///
/// @param parts its subresources
record ServedResource(KindNames names, boolean namespaced, List<String> verbs, List<Part> parts) {
  private static final List<String> ALL_VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
  private static final List<String> PART_VERBS = List.of("get", "patch", "update");

  ServedResource {
    verbs = List.copyOf(verbs);
    parts = List.copyOf(parts);
  }

  /// A subresource.
  ///
  /// @param name behind the slash
  /// @param groupVersion of what it answers with
  /// @param kind of what it answers with
  record Part(String name, GroupVersion groupVersion, String kind, List<String> verbs) {
    Part {
      verbs = List.copyOf(verbs);
    }
  }

  GroupVersion groupVersion() {
    return names.groupVersion();
  }

  /// A stored kind with all verbs.
  static ServedResource of(KindDefinition kind) {
    List<Part> parts = new ArrayList<>();
    if (kind.hasStatus()) {
      parts.add(new Part("status", kind.groupVersion(), kind.kind(), PART_VERBS));
    }
    if (kind.subresources().scale().isPresent()) {
      parts.add(new Part("scale", new GroupVersion("autoscaling", "v1"), "Scale", PART_VERBS));
    }
    switch (kind.groupResource()) {
      case "instances.ciao.io" ->
          parts.add(new Part("log", kind.groupVersion(), kind.kind(), List.of("get")));
      case "concentrators.ciao.io" -> {
        for (String part : List.of("log", "state")) {
          parts.add(new Part(part, kind.groupVersion(), kind.kind(), List.of("get")));
        }
        parts.add(new Part("exec", kind.groupVersion(), kind.kind(), List.of("create")));
      }
      case "namespaces" ->
          parts.add(new Part("finalize", kind.groupVersion(), kind.kind(), List.of("update")));
      case "serviceaccounts" ->
          parts.add(
              new Part(
                  "token",
                  new GroupVersion("authentication.k8s.io", "v1"),
                  "TokenRequest",
                  List.of("create")));
      default -> {
        // no subresources of its own
      }
    }
    return new ServedResource(kind.names(), kind.namespaced(), ALL_VERBS, parts);
  }

  /// A resource that is computed, not stored.
  static ServedResource computed(KindNames names, boolean namespaced, List<String> verbs) {
    return new ServedResource(names, namespaced, verbs, List.of());
  }

  /// The same events as the core kind's, in the newer group's shape.
  static ServedResource newEvents() {
    GroupVersion group = new GroupVersion("events.k8s.io", "v1");
    KindNames names =
        new KindNames(group, "Event", "EventList", "events", "event", List.of("ev"), List.of());
    return new ServedResource(names, true, ALL_VERBS, List.of());
  }

  /// Figures of nodes or instances.
  static ServedResource metrics(String kind, String plural, String singular, boolean namespaced) {
    GroupVersion group = new GroupVersion("metrics.k8s.io", "v1beta1");
    KindNames names =
        new KindNames(group, kind, kind + "List", plural, singular, List.of(), List.of());
    return new ServedResource(names, namespaced, List.of("get", "list"), List.of());
  }

  /// A question that is asked by creating it.
  static ServedResource review(String group, String kind, boolean namespaced) {
    String singular = kind.toLowerCase(java.util.Locale.ROOT);
    KindNames names =
        new KindNames(
            new GroupVersion(group, "v1"),
            kind,
            kind + "List",
            singular + "s",
            singular,
            List.of(),
            List.of());
    return new ServedResource(names, namespaced, List.of("create"), List.of());
  }
}
