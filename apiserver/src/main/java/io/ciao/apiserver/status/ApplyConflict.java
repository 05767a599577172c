package io.ciao.apiserver.status;

import io.ciao.api.fields.Conflict;
import io.ciao.api.fields.Manager;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The refusal of an apply that would take fields from their owners, in the shape from which
/// `kubectl` makes its advice.
public final class ApplyConflict {
  private static final String REASON = "FieldManagerConflict";

  private ApplyConflict() {}

  /// The refusal.
  ///
  /// @param conflicts at least one
  public static RequestRefused of(List<Conflict> conflicts) {
    List<Cause> causes = new ArrayList<>();
    for (Conflict conflict : conflicts) {
      causes.add(new Cause(REASON, "conflict with " + conflict.owner(), conflict.path()));
    }
    return new StatusError(
            409, "Conflict", message(conflicts), new StatusError.Details("", "", "", "", causes))
        .refused();
  }

  private static String message(List<Conflict> conflicts) {
    if (conflicts.size() == 1) {
      Conflict only = conflicts.getFirst();
      return "Apply failed with 1 conflict: conflict with " + only.owner() + ": " + only.path();
    }
    Map<Manager, List<String>> byOwner = new TreeMap<>(Comparator.comparing(Manager::toString));
    for (Conflict conflict : conflicts) {
      byOwner.computeIfAbsent(conflict.owner(), _ -> new ArrayList<>()).add(conflict.path());
    }
    List<String> lines = new ArrayList<>();
    byOwner.forEach(
        (owner, paths) -> {
          lines.add("conflicts with " + owner + ":");
          paths.forEach(path -> lines.add("- " + path));
        });
    return "Apply failed with " + conflicts.size() + " conflicts: " + String.join("\n", lines);
  }
}
