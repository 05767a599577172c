package io.ciao.apiserver.auth;

import io.ciao.ssntp.frame.Role;
import java.util.Optional;
import java.util.Set;

/// Who sends a request. Immutable.
///
/// @param user the certificate's common name; empty for nobody
/// @param groups its organisations
/// @param roles its SSNTP roles
/// @param uuid the UUID in its alternative names; empty if it has none
public record Identity(String user, Set<String> groups, Set<Role> roles, String uuid) {
  public static final String ADMINS = "ciao:admins";
  public static final String SCHEDULERS = "ciao:schedulers";
  public static final String NODES = "system:nodes";

  private static final String NODE_PREFIX = "system:node:";

  /// Whoever shows no certificate.
  public static final Identity ANONYMOUS = new Identity("", Set.of(), Set.of(), "");

  public Identity {
    groups = Set.copyOf(groups);
    roles = Set.copyOf(roles);
  }

  public boolean isAnonymous() {
    return user.isEmpty();
  }

  public boolean isAdmin() {
    return groups.contains(ADMINS);
  }

  public boolean isScheduler() {
    return groups.contains(SCHEDULERS);
  }

  public boolean isNode() {
    return groups.contains(NODES)
        && user.length() > NODE_PREFIX.length()
        && user.startsWith(NODE_PREFIX);
  }

  /// The node whose certificate it is; empty if it is no node's.
  public Optional<String> nodeName() {
    return isNode() ? Optional.of(user.substring(NODE_PREFIX.length())) : Optional.empty();
  }

  /// Whether it is the launcher-agent of a node, which owns the Node.
  public boolean isLauncher() {
    return isNode() && (roles.contains(Role.AGENT) || roles.contains(Role.NET_AGENT));
  }

  /// Whether it is the cnci-agent of a node.
  public boolean isConcentratorAgent() {
    return isNode() && roles.contains(Role.CNCI_AGENT);
  }
}
