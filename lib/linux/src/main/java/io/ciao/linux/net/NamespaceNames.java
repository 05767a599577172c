package io.ciao.linux.net;

import io.ciao.linux.net.NetNamespace.Named;

/// Names of the namespaces that tenant networks live in.
public final class NamespaceNames {
  private NamespaceNames() {}

  /// One subnet on one node: `<prefix>-<vni>`. The prefix tells the nodes of one machine apart.
  public static Named ofSubnet(String prefix, long vni) {
    return new Named(prefix + "-" + vni);
  }

  /// A concentrator on a network node: `<prefix>-cnci-<vni>`, so that it and the same subnet's
  /// instances could be on one node.
  public static Named ofConcentrator(String prefix, long vni) {
    return new Named(prefix + "-cnci-" + vni);
  }

  /// What joins a tenant's subnets on a network node: `<prefix>-tr-<vni>`.
  ///
  /// @param vni the tenant's transit VNI
  public static Named ofTransit(String prefix, long vni) {
    return new Named(prefix + "-tr-" + vni);
  }
}
