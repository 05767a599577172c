package io.ciao.apiserver.rbac;

/// The resources of this package.
final class Kinds {
  static final String GROUP = "rbac.authorization.k8s.io";
  static final String ROLES = "roles";
  static final String CLUSTER_ROLES = "clusterroles";
  static final String ROLE_BINDINGS = "rolebindings";
  static final String CLUSTER_ROLE_BINDINGS = "clusterrolebindings";

  private Kinds() {}
}
