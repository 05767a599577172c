package io.ciao.apiserver.auth;

import io.ciao.api.meta.Shared;
import java.util.Optional;
import java.util.Set;

/// What everybody may read who could prove who they are: the public Workloads and Images, which all
/// live in tenant `default`. Beside them stand that tenant's own, so a list or watch demands
/// `spec.visibility=public`.
final class PublicRule {
  /// The kinds whose objects say whether they are public, by plural.
  static final Set<String> SHARED = Set.of("images", "workloads");

  private static final String VISIBILITY = "spec.visibility";
  private static final String PUBLIC = "public";

  private final PublicView view;

  PublicRule(PublicView view) {
    this.view = view;
  }

  boolean permits(Access access) {
    if (!concerns(access)) {
      return false;
    }
    return switch (access.verb()) {
      case GET -> {
        String name = access.target().name();
        yield name != null && view.isPublic(access.resource(), name);
      }
      case LIST, WATCH -> access.fields().requiredValue(VISIBILITY).equals(Optional.of(PUBLIC));
      case CREATE, UPDATE, PATCH, DELETE, DELETECOLLECTION -> false;
    };
  }

  /// Whether there may be something public among what is asked for.
  boolean concerns(Access access) {
    return access.target().group().equals("ciao.io")
        && SHARED.contains(access.resource())
        && access.action().isEmpty()
        && access.subresource().isEmpty()
        && access.verb().reads()
        && Shared.TENANT.equals(access.target().namespace());
  }
}
