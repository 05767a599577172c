package io.ciao.launcher.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What this node promised about one instance.
///
/// @param actedEpoch the highest epoch whose copy was ever made or started here; 0 is none
/// @param releasedEpoch the highest epoch that was given up here; nothing starts at or below it
/// @param driver the driver that holds its copy and data; empty before the first act
/// @param buriedAt set once everything of the instance is gone from this node: the entry is then a
///   tombstone that only keeps a late START of a released epoch from starting anything
/// @param restartedAt the last wish for a restart that was acted on; null if none was
public record LedgerEntry(
    String uid,
    String namespace,
    String name,
    String driver,
    long actedEpoch,
    long releasedEpoch,
    @Nullable Instant buriedAt,
    @Nullable Instant restartedAt) {

  static LedgerEntry first(String uid, String namespace, String name) {
    return new LedgerEntry(uid, namespace, name, "", 0, 0, null, null);
  }

  /// Whether the node still holds a copy or data that it has not given up.
  public boolean holds() {
    return buriedAt == null && actedEpoch > 0;
  }

  /// Whether a copy of the highest acted epoch may still be alive here.
  public boolean engaged() {
    return holds() && actedEpoch > releasedEpoch;
  }

  /// Whether something at that epoch is about a binding that a later one has replaced here.
  public boolean isPast(long epoch) {
    return epoch < Math.max(actedEpoch, releasedEpoch);
  }

  LedgerEntry acted(String byDriver, long epoch) {
    return new LedgerEntry(
        uid,
        namespace,
        name,
        byDriver,
        Math.max(actedEpoch, epoch),
        releasedEpoch,
        null,
        restartedAt);
  }

  LedgerEntry released(long epoch) {
    return new LedgerEntry(
        uid,
        namespace,
        name,
        driver,
        actedEpoch,
        Math.max(releasedEpoch, epoch),
        buriedAt,
        restartedAt);
  }

  LedgerEntry restarted(Instant wish) {
    var later = restartedAt != null && restartedAt.isAfter(wish) ? restartedAt : wish;
    return new LedgerEntry(
        uid, namespace, name, driver, actedEpoch, releasedEpoch, buriedAt, later);
  }

  LedgerEntry buried(Instant when) {
    return new LedgerEntry(
        uid, namespace, name, driver, actedEpoch, releasedEpoch, when, restartedAt);
  }
}
