package io.ciao.launcher.network;

import io.ciao.api.security.SecurityGroup;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is known of the security groups of one subnet's ports.
///
/// @param named by the instance's uid the names of its groups; an instance of which nothing is kept
///   is absent
/// @param known by name those of the tenant's groups that these are, or name as peers
/// @param gone uids of groups that are kept though the API says that they are no more
record SubnetGroups(
    Map<String, List<String>> named, Map<String, SecurityGroup> known, Set<String> gone) {
  static final SubnetGroups NONE = new SubnetGroups(Map.of(), Map.of(), Set.of());

  SubnetGroups {
    named = Map.copyOf(named);
    known = Map.copyOf(known);
    gone = Set.copyOf(gone);
  }
}
