package io.ciao.apiserver.quota;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.apiserver.status.GroupResource;
import io.ciao.apiserver.tree.ObjectTree;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a write has charged, and on whose behalf.
///
/// @param resource and `name`, the object, for messages
public record Charging(String tenant, UsageChange change, GroupResource resource, String name) {
  private static final String QUOTAS = "quotas";

  /// What a write of an object charges; empty if nothing.
  ///
  /// @param old the object as it is stored; null if it is made
  /// @param next the object as it will be stored; null if it goes
  public static Optional<Charging> of(
      GroupResource resource, @Nullable JsonNode old, @Nullable JsonNode next) {
    JsonNode some = next == null ? old : next;
    if (some == null) {
      return Optional.empty();
    }
    return change(resource.resource(), old, next, ObjectTree.name(some))
        .map(c -> new Charging(ObjectTree.namespace(some), c, resource, ObjectTree.name(some)));
  }

  private static Optional<UsageChange> change(
      String plural, @Nullable JsonNode old, @Nullable JsonNode next, String name) {
    if (plural.equals(QUOTAS)) {
      return quota(old, next, name);
    }
    if (!Charges.RESOURCES.contains(plural)) {
      return Optional.empty();
    }
    UsageChange.Charge charge =
        new UsageChange.Charge(
            plural,
            old == null ? Amounts.NONE : Charges.of(plural, old),
            next == null ? Amounts.NONE : Charges.of(plural, next));
    return charge.isNothing() ? Optional.empty() : Optional.of(charge);
  }

  private static Optional<UsageChange> quota(
      @Nullable JsonNode old, @Nullable JsonNode next, String name) {
    if (next == null) {
      return Optional.of(new UsageChange.Release(name));
    }
    boolean same = old != null && old.path("spec").equals(next.path("spec"));
    return same
        ? Optional.empty()
        : Optional.of(new UsageChange.Hold(name, next.path("spec").deepCopy()));
  }
}
