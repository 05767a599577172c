package io.ciao.api.instanceset;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A template that a set's instances were made from.
///
/// @param revision grows with every change
/// @param hash of the template; the value of [InstanceSet#HASH_LABEL] on its instances
/// @param workloadRevision `<uid>/<generation>` of the workload it went with; null where it named
///   none, or one that did not exist
/// @param data see [RevisionData], as JSON
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SetRevision(
    long revision,
    String hash,
    @Nullable String workloadRevision,
    @Nullable Instant createdAt,
    String data) {

  /// What instances of this revision were made from.
  ///
  /// @throws IllegalArgumentException if somebody wrote there what is none
  public RevisionData read() {
    return RevisionData.parse(data);
  }

  /// User data may hold passwords, so it never gets into a log.
  @Override
  public String toString() {
    return "SetRevision[revision=%d, hash=%s, workloadRevision=%s]"
        .formatted(revision, hash, workloadRevision);
  }
}
