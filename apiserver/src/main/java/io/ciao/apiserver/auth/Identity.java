package io.ciao.apiserver.auth;

import io.ciao.ssntp.cert.PeerIdentity;
import io.ciao.ssntp.frame.Role;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who sends a request. Immutable.
///
/// @param user the certificate's common name, or what a token says; empty for nobody
/// @param groups in their order; whoever is known is in [#AUTHENTICATED] as well
/// @param roles the SSNTP roles of its certificate; a token grants none
/// @param uuid of the certificate's alternative names, or of a service account; empty if it has
///   none
/// @param extra what else is known, for reviews and the audit log: key to values
/// @param certificate the client certificate that proved it; null if something else did
public record Identity(
    String user,
    Set<String> groups,
    Set<Role> roles,
    String uuid,
    Map<String, List<String>> extra,
    @Nullable X509Certificate certificate) {
  public static final String ADMINS = "ciao:admins";
  public static final String SCHEDULERS = "ciao:schedulers";
  public static final String NODES = "system:nodes";
  public static final String CONCENTRATORS = "system:concentrators";

  /// Everybody who could prove who they are.
  public static final String AUTHENTICATED = "system:authenticated";

  /// The key of the extra values that name SSNTP roles.
  public static final String ROLES = "ciao.io/ssntp-roles";

  /// The key of the extra value that tells one token from another; a certificate has none.
  public static final String CREDENTIAL = "authentication.kubernetes.io/credential-id";

  private static final String NODE_PREFIX = PeerIdentity.NODE_PREFIX;

  private static final String JOINING = "system:joining-nodes";
  private static final String JOIN_PREFIX = "system:join:";

  /// Whoever shows neither certificate nor token.
  public static final Identity ANONYMOUS = new Identity("", Set.of(), Set.of(), "");

  public Identity {
    groups = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(groups));
    roles = Set.copyOf(roles);
    Map<String, List<String>> copy = new LinkedHashMap<>();
    extra.forEach((key, values) -> copy.put(key, List.copyOf(values)));
    extra = java.util.Collections.unmodifiableMap(copy);
  }

  /// An identity of which nothing more is known.
  public Identity(String user, Set<String> groups, Set<Role> roles, String uuid) {
    this(user, groups, roles, uuid, Map.of());
  }

  /// One without a certificate.
  public Identity(
      String user,
      Set<String> groups,
      Set<Role> roles,
      String uuid,
      Map<String, List<String>> extra) {
    this(user, groups, roles, uuid, extra, null);
  }

  /// A machine that is to become a node, and has nothing to show but its token.
  public static Identity joining(String node, String token) {
    return new Identity(
        JOIN_PREFIX + node, Set.of(JOINING), Set.of(), "", Map.of(CREDENTIAL, List.of(token)));
  }

  /// Somebody who proved to be this user: the groups, and [#AUTHENTICATED].
  public static Identity known(String user, List<String> groups, Set<Role> roles, String uuid) {
    Map<String, List<String>> extra =
        roles.isEmpty()
            ? Map.of()
            : Map.of(ROLES, roles.stream().map(Role::word).sorted().toList());
    return new Identity(user, authenticated(groups), roles, uuid, extra);
  }

  /// Somebody as another, who may know, says: for impersonation and reviews. SSNTP roles stand in
  /// the extra value [#ROLES].
  public static Identity stated(
      String user, List<String> groups, String uid, Map<String, List<String>> extra) {
    Set<Role> roles = new LinkedHashSet<>();
    for (String word : extra.getOrDefault(ROLES, List.of())) {
      Role.fromWord(word).ifPresent(roles::add);
    }
    return new Identity(user, authenticated(groups), roles, uid, extra);
  }

  /// The groups and, last, the one of everybody who is known.
  public static Set<String> authenticated(List<String> groups) {
    Set<String> all = new LinkedHashSet<>(groups);
    all.add(AUTHENTICATED);
    return all;
  }

  /// The same with more known of it.
  public Identity withExtra(Map<String, List<String>> more) {
    Map<String, List<String>> all = new LinkedHashMap<>(extra);
    all.putAll(more);
    return new Identity(user, groups, roles, uuid, all, certificate);
  }

  /// The same, proved by this certificate.
  public Identity shownBy(X509Certificate shown) {
    return new Identity(user, groups, roles, uuid, extra, shown);
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

  /// The node that it is to become; empty if it does not join by a token.
  public Optional<String> joiningNode() {
    return groups.contains(JOINING) && user.startsWith(JOIN_PREFIX)
        ? Optional.of(user.substring(JOIN_PREFIX.length()))
        : Optional.empty();
  }

  /// Whether it is a concentrator, whose certificate is for SSNTP alone.
  public boolean isConcentrator() {
    return user.startsWith(PeerIdentity.CONCENTRATOR_PREFIX);
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
