package io.ciao.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which objects a request is about, by labels: `app=web,tier in (a,b),!old`. All requirements must
/// hold. Immutable.
public final class LabelSelector {
  /// Selects everything.
  public static final LabelSelector ALL = new LabelSelector(List.of());

  private enum Operator {
    IN,
    NOT_IN,
    EXISTS,
    ABSENT
  }

  private record Requirement(String key, Operator operator, Set<String> values) {
    boolean holds(@Nullable String value) {
      return switch (operator) {
        case IN -> value != null && values.contains(value);
        case NOT_IN -> value == null || !values.contains(value);
        case EXISTS -> value != null;
        case ABSENT -> value == null;
      };
    }

    @Override
    public String toString() {
      var list = String.join(",", values);
      return switch (operator) {
        case IN -> values.size() == 1 ? key + "=" + list : key + " in (" + list + ")";
        case NOT_IN -> values.size() == 1 ? key + "!=" + list : key + " notin (" + list + ")";
        case EXISTS -> key;
        case ABSENT -> "!" + key;
      };
    }
  }

  private final List<Requirement> requirements;

  private LabelSelector(List<Requirement> requirements) {
    this.requirements = List.copyOf(requirements);
  }

  /// Reads `k=v`, `k==v`, `k!=v`, `k in (a,b)`, `k notin (a,b)`, `k` and `!k`, separated by commas.
  ///
  /// @throws SelectorException if it is malformed
  public static LabelSelector parse(String text) {
    var requirements = new Cursor(text).requirements();
    return requirements.isEmpty() ? ALL : new LabelSelector(requirements);
  }

  /// Selects what has all these labels.
  public static LabelSelector of(Map<String, String> labels) {
    return new LabelSelector(
        labels.entrySet().stream()
            .map(one -> new Requirement(one.getKey(), Operator.IN, Set.of(one.getValue())))
            .toList());
  }

  public boolean isEmpty() {
    return requirements.isEmpty();
  }

  public boolean matches(Map<String, String> labels) {
    return requirements.stream().allMatch(one -> one.holds(labels.get(one.key)));
  }

  /// Looks at the `metadata.labels` of a whole object.
  public boolean matches(JsonNode object) {
    if (requirements.isEmpty()) {
      return true;
    }
    var labels = new HashMap<String, String>();
    for (var label : object.path("metadata").path("labels").properties()) {
      labels.put(label.getKey(), label.getValue().asText());
    }
    return matches(labels);
  }

  /// The selector in canonical form.
  @Override
  public String toString() {
    return requirements.stream().map(Requirement::toString).collect(Collectors.joining(","));
  }

  private static final class Cursor {
    private final String text;
    private int at;

    Cursor(String text) {
      this.text = text;
    }

    List<Requirement> requirements() {
      var found = new ArrayList<Requirement>();
      skipSpace();
      while (at < text.length()) {
        found.add(requirement());
        skipSpace();
        if (at < text.length() && !take(",")) {
          throw wrong("expected a comma");
        }
        skipSpace();
      }
      return found;
    }

    private Requirement requirement() {
      if (take("!")) {
        skipSpace();
        return new Requirement(key(), Operator.ABSENT, Set.of());
      }
      var key = key();
      skipSpace();
      if (take("!=")) {
        return new Requirement(key, Operator.NOT_IN, Set.of(value()));
      }
      if (take("==") || take("=")) {
        return new Requirement(key, Operator.IN, Set.of(value()));
      }
      if (take("notin")) {
        return new Requirement(key, Operator.NOT_IN, values());
      }
      if (take("in")) {
        return new Requirement(key, Operator.IN, values());
      }
      return new Requirement(key, Operator.EXISTS, Set.of());
    }

    private String key() {
      var key = word();
      var rule = Names.qualifiedNameRule(key);
      if (rule != null) {
        throw wrong("the label key \"" + key + "\": " + rule);
      }
      return key;
    }

    private String value() {
      skipSpace();
      var value = word();
      var rule = Names.labelValueRule(value);
      if (rule != null) {
        throw wrong("the label value \"" + value + "\": " + rule);
      }
      return value;
    }

    private Set<String> values() {
      skipSpace();
      if (!take("(")) {
        throw wrong("expected ( and a list of values");
      }
      var values = new LinkedHashSet<String>();
      do {
        values.add(value());
        skipSpace();
      } while (take(","));
      if (!take(")")) {
        throw wrong("expected )");
      }
      return values;
    }

    private String word() {
      var start = at;
      while (at < text.length() && " \t,()=!".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      return text.substring(start, at);
    }

    private boolean take(String token) {
      var there = text.startsWith(token, at);
      if (there) {
        at += token.length();
      }
      return there;
    }

    private void skipSpace() {
      while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
        at++;
      }
    }

    private SelectorException wrong(String problem) {
      return new SelectorException(
          "unable to parse label selector \"%s\": %s at position %d".formatted(text, problem, at));
    }
  }
}
