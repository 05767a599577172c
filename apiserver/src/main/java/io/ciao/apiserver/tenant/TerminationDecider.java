package io.ciao.apiserver.tenant;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// What is to be deleted next in a tenant that is being deleted. Pure.
///
/// Stages: what makes instances and the instances themselves; then what instances use; then the
/// concentrators, whose networks are empty by now; then networks; last what everything else may
/// still need while it ends (permissions, secrets, quotas), and events. A stage begins when nothing
/// of the earlier ones is left.
public final class TerminationDecider {
  /// Kinds that are not named go in the stage between instances and concentrators.
  private static final int ORDINARY = 1;

  private static final Map<String, Integer> STAGES =
      Map.ofEntries(
          Map.entry("instancesets", 0),
          Map.entry("instances", 0),
          Map.entry("concentrators", 2),
          Map.entry("tenantnetworks", 3),
          Map.entry("secrets", 4),
          Map.entry("configmaps", 4),
          Map.entry("serviceaccounts", 4),
          Map.entry("quotas", 4),
          Map.entry("leases", 4),
          Map.entry("rolebindings", 4),
          Map.entry("roles", 4),
          Map.entry("events", 4));

  private TerminationDecider() {}

  /// What to do.
  ///
  /// @param delete whose deletion to ask for
  /// @param empty whether nothing is left, so that Tenant and Namespace may go
  public record Decision(List<Remaining> delete, boolean empty) {
    public Decision {
      delete = List.copyOf(delete);
    }
  }

  /// Decides for one tenant.
  ///
  /// @param content everything that is left in it
  public static Decision decide(List<Remaining> content) {
    int stage =
        content.stream().map(TerminationDecider::stage).min(Comparator.naturalOrder()).orElse(0);
    List<Remaining> next =
        content.stream().filter(one -> stage(one) == stage && !one.deleting()).toList();
    return new Decision(next, content.isEmpty());
  }

  private static int stage(Remaining one) {
    return STAGES.getOrDefault(one.resource(), ORDINARY);
  }
}
