package io.ciao.apiserver.auth;

import org.jspecify.annotations.Nullable;

/// What somebody wants to do, in the words that roles are written in.
public sealed interface Attributes {
  /// Lower case: `get`, `impersonate`; `*` only where a review asks for all verbs.
  String verb();

  /// Something done to a resource.
  ///
  /// @param group empty for the core group
  /// @param resource the plural, with its action where there is one: `instances`, `instances:bind`
  /// @param subresource empty if none
  /// @param namespace empty for the cluster scope
  /// @param name empty if no object is named
  record OfResource(
      String verb, String group, String resource, String subresource, String namespace, String name)
      implements Attributes {

    /// `instances`, `instances/log`, `instances:bind`.
    public String what() {
      return subresource.isEmpty() ? resource : resource + "/" + subresource;
    }
  }

  /// A path outside of the resources.
  record OfPath(String verb, String path) implements Attributes {}

  /// A verb that is asked of a resource as a whole, such as `impersonate` of one user.
  static Attributes named(String verb, String group, String resource, @Nullable String name) {
    return new OfResource(verb, group, resource, "", "", name == null ? "" : name);
  }
}
