package io.ciao.ctl.rollout;

import io.ciao.api.instanceset.InstanceTemplate;
import io.ciao.api.instanceset.SetRevision;
import io.ciao.ctl.session.RefusedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Chooses among the revisions that a set remembers. Pure.
final class Revisions {
  private Revisions() {}

  static SetRevision numbered(String set, List<SetRevision> revisions, long number) {
    return revisions.stream()
        .filter(r -> r.revision() == number)
        .findFirst()
        .orElseThrow(
            () ->
                new RefusedException(
                    "instanceset/%s remembers no revision %d; there are %s"
                        .formatted(
                            set, number, revisions.stream().map(SetRevision::revision).toList())));
  }

  /// The one before the present one.
  static SetRevision previous(String set, List<SetRevision> revisions) {
    if (revisions.size() < 2) {
      throw new RefusedException(
          "instanceset/%s remembers no earlier revision to go back to; see ciaoctl rollout history %s"
              .formatted(set, set));
    }
    return revisions.get(revisions.size() - 2);
  }

  /// What goes back to a revision.
  ///
  /// @param detached whether the workload has changed since, so that the template has its fields of
  ///   then instead of its name
  record Undo(InstanceTemplate template, boolean detached) {}

  /// @param workloadNow `<uid>/<generation>` of the workload that the revision names, as it is now;
  ///   null if there is none
  static Undo undo(SetRevision revision, @Nullable String workloadNow) {
    var data = revision.read();
    var made = revision.workloadRevision();
    return made == null || made.equals(workloadNow)
        ? new Undo(data.template(), false)
        : new Undo(data.independent(), data.workload() != null);
  }
}
