package io.ciao.apiserver.status;

/// A resource as error messages name it: `instances.ciao.io`, or `namespaces` for the core group.
///
/// @param group the API group; empty for the core group
/// @param resource the plural, lower-case name
public record GroupResource(String group, String resource) {
  @Override
  public String toString() {
    return group.isEmpty() ? resource : resource + "." + group;
  }
}
