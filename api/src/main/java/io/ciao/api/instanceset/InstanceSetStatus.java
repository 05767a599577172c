package io.ciao.api.instanceset;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ciao.api.meta.Condition;
import io.ciao.api.meta.Copies;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is so: counts, conditions, and the templates of now and before.
///
/// @param replicas instances that exist and are not being deleted; the other counts are of those
/// @param selector the labels of its instances, as text for lists
/// @param revisions the present one last
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InstanceSetStatus(
    @Nullable Long observedGeneration,
    @Nullable Long replicas,
    @Nullable Long updatedReplicas,
    @Nullable Long readyReplicas,
    @Nullable Long availableReplicas,
    @Nullable String selector,
    @Nullable List<Condition> conditions,
    @Nullable List<SetRevision> revisions) {

  public static final InstanceSetStatus EMPTY =
      new InstanceSetStatus(null, null, null, null, null, null, null, null);

  public InstanceSetStatus {
    conditions = Copies.of(conditions);
    revisions = Copies.of(revisions);
  }

  @Override
  public List<Condition> conditions() {
    return conditions == null ? List.of() : conditions;
  }

  @Override
  public List<SetRevision> revisions() {
    return revisions == null ? List.of() : revisions;
  }

  /// The revision that instances are made from now; empty before the first pass.
  public Optional<SetRevision> present() {
    var all = revisions();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }
}
