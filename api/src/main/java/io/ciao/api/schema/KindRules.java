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
public record KindRules(
    @Nullable Pattern namePatternOrNull,
    List<String> selectableFields,
    List<UniqueClaim> uniqueClaims) {
  public KindRules {
    selectableFields = List.copyOf(selectableFields);
    uniqueClaims = List.copyOf(uniqueClaims);
  }

  public Optional<Pattern> namePattern() {
    return Optional.ofNullable(namePatternOrNull);
  }
}
