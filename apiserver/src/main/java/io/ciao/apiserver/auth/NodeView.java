package io.ciao.apiserver.auth;

/// What the node rule must know of the cluster at this moment.
public interface NodeView {
  /// Whether the instance is bound to the node now.
  boolean bound(String node, String namespace, String instance);

  /// Whether the Concentrator names the node.
  boolean carries(String node, String namespace, String concentrator);

  /// Whether the node is lost: what it held may be running elsewhere.
  boolean lost(String node);

  /// Whether an instance bound to the node, or a Concentrator on it, refers to the object, or a
  /// Volume is attached to it. To a SecurityGroup also a group of such an instance refers, by a
  /// rule that names it as peer.
  ///
  /// @param resource plural of an Image, Workload, SSHKey, TenantNetwork, Concentrator,
  ///   SecurityGroup, Secret, ConfigMap or Volume
  boolean refers(String node, String resource, String namespace, String name);
}
