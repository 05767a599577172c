package io.ciao.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Which objects a request is about, by fields: `metadata.name=web,spec.nodeName!=n1`. All
/// requirements must hold. A list-valued field equals a value if it contains it; an absent field
/// equals the empty text. Immutable.
public final class FieldSelector {
  private static final Set<String> ALWAYS = Set.of("metadata.name", "metadata.namespace");

  /// Selects everything.
  public static final FieldSelector ALL = new FieldSelector(List.of());

  /// @param field path without leading dot
  /// @param negated whether the field must *not* have the value
  private record Requirement(String field, JsonPath path, String value, boolean negated) {}

  private final List<Requirement> requirements;

  private FieldSelector(List<Requirement> requirements) {
    this.requirements = List.copyOf(requirements);
  }

  /// Reads `field=value`, `field==value` and `field!=value`, separated by commas; `\` before `,`,
  /// `=` or `\` takes it literally.
  ///
  /// @throws SelectorException if it is malformed or the kind does not offer the field
  public static FieldSelector parse(String text, KindDefinition kind) {
    var requirements = new ArrayList<Requirement>();
    for (var term : terms(text)) {
      if (!term.isBlank()) {
        requirements.add(requirement(term, text, kind));
      }
    }
    return requirements.isEmpty() ? ALL : new FieldSelector(requirements);
  }

  private static List<String> terms(String text) {
    var terms = new ArrayList<String>();
    var start = 0;
    for (var i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == ',') {
        terms.add(text.substring(start, i));
        start = i + 1;
      }
    }
    terms.add(text.substring(start));
    return terms;
  }

  private static Requirement requirement(String term, String text, KindDefinition kind) {
    var equal = equalSign(term);
    if (equal < 0) {
      throw new SelectorException(
          "invalid field selector \"%s\": \"%s\" is none of field=value, field!=value"
              .formatted(text, term));
    }
    var negated = equal > 0 && term.charAt(equal - 1) == '!';
    var field = term.substring(0, negated ? equal - 1 : equal).strip();
    var twice = equal + 1 < term.length() && term.charAt(equal + 1) == '=' && !negated;
    var value = unescape(term.substring(equal + (twice ? 2 : 1)));
    if (!ALWAYS.contains(field) && !kind.rules().selectableFields().contains(field)) {
      throw new SelectorException("field label not supported: " + field);
    }
    return new Requirement(field, JsonPath.parse("." + field), value, negated);
  }

  private static int equalSign(String term) {
    for (var i = 0; i < term.length(); i++) {
      if (term.charAt(i) == '\\') {
        i++;
      } else if (term.charAt(i) == '=') {
        return i;
      }
    }
    return -1;
  }

  private static String unescape(String text) {
    var plain = new StringBuilder();
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        i++;
        c = text.charAt(i);
      }
      plain.append(c);
    }
    return plain.toString();
  }

  public boolean isEmpty() {
    return requirements.isEmpty();
  }

  /// The value that this field must have, if the selector says so: what an index can answer.
  public Optional<String> requiredValue(String field) {
    return requirements.stream()
        .filter(requirement -> requirement.field.equals(field) && !requirement.negated)
        .map(Requirement::value)
        .findFirst();
  }

  public boolean matches(JsonNode object) {
    for (var requirement : requirements) {
      if (has(object, requirement) == requirement.negated) {
        return false;
      }
    }
    return true;
  }

  /// The same for whoever knows the values of fields without the tree.
  ///
  /// @param values of a field: none if the object lacks it, several for a list
  public boolean matches(Function<String, List<String>> values) {
    for (var requirement : requirements) {
      var found = values.apply(requirement.field);
      var equal = found.isEmpty() ? requirement.value.isEmpty() : found.contains(requirement.value);
      if (equal == requirement.negated) {
        return false;
      }
    }
    return true;
  }

  private static boolean has(JsonNode object, Requirement requirement) {
    var at = requirement.path.first(object);
    if (at.isEmpty() || at.get().isNull()) {
      return requirement.value.isEmpty();
    }
    if (!at.get().isArray()) {
      return at.get().asText().equals(requirement.value);
    }
    for (var item : at.get()) {
      if (item.asText().equals(requirement.value)) {
        return true;
      }
    }
    return false;
  }

  /// The selector in canonical form.
  @Override
  public String toString() {
    return requirements.stream()
        .map(one -> one.field + (one.negated ? "!=" : "=") + one.value)
        .collect(Collectors.joining(","));
  }
}
