package io.ciao.apiserver.auth;

/// What the node rule must know of the cluster at this moment.
public interface NodeView {
  /// Whether the instance is bound to the node now.
  boolean bound(String node, String namespace, String instance);

  /// Whether the Concentrator names the node.
  boolean carries(String node, String namespace, String concentrator);

  /// Whether an instance bound to the node, or a Concentrator on it, refers to the object.
  ///
  /// @param resource plural of an Image, Workload, SSHKey, TenantNetwork or Concentrator
  boolean refers(String node, String resource, String namespace, String name);
}
