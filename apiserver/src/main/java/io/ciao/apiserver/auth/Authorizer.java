package io.ciao.apiserver.auth;

import java.util.Optional;

/// The fixed rules that stand until RBAC does. Safe for many threads.
public final class Authorizer {
  private final NodeRule nodeRule;

  /// Rules over one view of the cluster.
  ///
  /// @param view what the node rule looks things up in
  public Authorizer(NodeView view) {
    this.nodeRule = new NodeRule(view);
  }

  /// Whether somebody may do something to a resource.
  public Decision decide(Identity identity, Access access) {
    if (identity.isAdmin()) {
      return Decision.ALLOWED;
    }
    if (identity.isScheduler()) {
      return SchedulerRule.decide(access);
    }
    Optional<String> node = identity.nodeName();
    if (node.isPresent()) {
      return nodeRule.decide(identity, node.get(), access);
    }
    return Decision.denied(
        "no rule is for this certificate: its organisation is none of ciao:admins,"
            + " ciao:schedulers and system:nodes");
  }
}
