package io.ciao.apiserver.auth;

/// What is public at this moment.
public interface PublicView {
  /// Whether tenant `default` has such an object and shares it.
  ///
  /// @param resource plural of a Workload or Image
  boolean isPublic(String resource, String name);
}
