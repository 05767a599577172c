package io.ciao.apiserver.auth;

import java.util.Optional;

/// Whether somebody may do something: a concentrator nothing, whatever it is a member of, admins
/// everything, a node what the node rule says and nothing else, all others what roles that are
/// bound to them permit, and read what is public. Safe for many threads.
public final class Authorizer {
  private static final Decision NOTHING_BUT_SSNTP =
      Decision.denied("a concentrator's certificate is for SSNTP, and does nothing else");

  private final NodeRule nodeRule;
  private final PublicRule publicRule;
  private final RoleRules roles;

  /// Rules over one view of the cluster.
  ///
  /// @param view what the node rule looks things up in
  /// @param shared what is public
  /// @param roles what everybody else may do
  public Authorizer(NodeView view, PublicView shared, RoleRules roles) {
    this.nodeRule = new NodeRule(view);
    this.publicRule = new PublicRule(shared);
    this.roles = roles;
  }

  /// Whether somebody may do something to a resource.
  public Decision decide(Identity identity, Access access) {
    if (identity.isConcentrator()) {
      return NOTHING_BUT_SSNTP;
    }
    Optional<String> joining = identity.joiningNode();
    if (joining.isPresent()) {
      return NodeRule.joining(joining.get(), access);
    }
    Optional<String> node = identity.nodeName();
    if (node.isPresent() && !identity.isAdmin()) {
      return nodeRule.decide(identity, node.get(), access);
    }
    if (publicRule.permits(access)) {
      return Decision.ALLOWED;
    }
    Decision byRole = decide(identity, access.attributes());
    return byRole instanceof Decision.Denied(String reason) && publicRule.concerns(access)
        ? Decision.denied(reason + "; public ones are shown with spec.visibility=public")
        : byRole;
  }

  /// The same for who is no node, or asks about what no request says: a path, or a verb such as
  /// `impersonate`.
  public Decision decide(Identity identity, Attributes attributes) {
    if (identity.isConcentrator()) {
      return NOTHING_BUT_SSNTP;
    }
    if (identity.joiningNode().isPresent()) {
      return Decision.denied("a token to join does nothing else");
    }
    if (identity.isAdmin()) {
      return Decision.ALLOWED;
    }
    if (identity.isNode()) {
      return Decision.allowedIf(
          NodeRule.permits(attributes), "a node does nothing but what its instances need");
    }
    return Decision.allowedIf(roles.permits(identity, attributes), "no role permits it");
  }
}
