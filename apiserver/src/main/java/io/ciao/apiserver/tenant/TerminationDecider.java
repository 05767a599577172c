package io.ciao.apiserver.tenant;

import io.ciao.api.schema.EndStage;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What is to be deleted next in a tenant that is being deleted. Pure. The kinds say in their CRDs
/// in which [EndStage] they go.
public final class TerminationDecider {
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
    Optional<EndStage> stage =
        content.stream().map(Remaining::stage).min(Comparator.naturalOrder());
    List<Remaining> next =
        content.stream()
            .filter(one -> Optional.of(one.stage()).equals(stage) && !one.deleting())
            .toList();
    return new Decision(next, content.isEmpty());
  }
}
