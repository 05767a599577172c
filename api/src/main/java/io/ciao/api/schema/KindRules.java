package io.ciao.api.schema;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a kind's definition says beside its schema.
///
/// @param namePatternOrNull what names must match as a whole, null for any Kubernetes name
/// @param selectableFields paths without leading dot that field selectors may use, beside
///   `metadata.name` and `metadata.namespace`
/// @param uniqueClaims may be empty
/// @param end when its objects go with their tenant; says nothing about cluster-scoped kinds
/// @param generated whether controllers and nodes make its objects, so that nobody keeps them in
///   files
public record KindRules(
    @Nullable Pattern namePatternOrNull,
    List<String> selectableFields,
    List<UniqueClaim> uniqueClaims,
    EndStage end,
    boolean generated) {
  public KindRules {
    selectableFields = List.copyOf(selectableFields);
    uniqueClaims = List.copyOf(uniqueClaims);
  }

  public Optional<Pattern> namePattern() {
    return Optional.ofNullable(namePatternOrNull);
  }
}
