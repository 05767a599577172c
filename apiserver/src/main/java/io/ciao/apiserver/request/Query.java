package io.ciao.apiserver.request;

import io.ciao.apiserver.status.Refusals;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// The query of a request. Immutable; parameters that nobody asks for are ignored, as upstream
/// does.
public final class Query {
  private static final int PARAMETERS_MAX = 256;

  private final Map<String, List<String>> values;

  private Query(Map<String, List<String>> values) {
    this.values = values;
  }

  /// Parses a raw query, without the question mark.
  ///
  /// @throws io.ciao.apiserver.status.RequestRefused 400 if it cannot be decoded
  public static Query parse(String raw) {
    Map<String, List<String>> values = new HashMap<>();
    if (!raw.isEmpty()) {
      String[] pairs = raw.split("&", PARAMETERS_MAX + 1);
      if (pairs.length > PARAMETERS_MAX) {
        throw Refusals.badRequest("the query has more than " + PARAMETERS_MAX + " parameters");
      }
      for (String pair : pairs) {
        int equals = pair.indexOf('=');
        String key = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        values.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
      }
    }
    return new Query(values);
  }

  private static String decode(String raw) {
    try {
      return URLDecoder.decode(raw, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw Refusals.badRequest("the query cannot be decoded: " + malformed.getMessage());
    }
  }

  /// The first value; empty string if absent.
  public String text(String name) {
    List<String> found = values.get(name);
    return found == null ? "" : found.getFirst();
  }

  /// The same query with one parameter replaced.
  public Query with(String name, String value) {
    Map<String, List<String>> changed = new HashMap<>(values);
    changed.put(name, List.of(value));
    return new Query(changed);
  }

  public List<String> all(String name) {
    return List.copyOf(values.getOrDefault(name, List.of()));
  }

  public boolean flag(String name) {
    return optionalFlag(name).orElse(false);
  }

  /// Empty if the parameter is absent. `true`, `1` and an empty value mean true.
  public Optional<Boolean> optionalFlag(String name) {
    List<String> found = values.get(name);
    if (found == null) {
      return Optional.empty();
    }
    return switch (found.getFirst().toLowerCase(java.util.Locale.ROOT)) {
      case "", "1", "t", "true" -> Optional.of(true);
      case "0", "f", "false" -> Optional.of(false);
      default ->
          throw Refusals.badRequest(
              "query parameter " + name + ": \"" + found.getFirst() + "\" is not a boolean");
    };
  }

  /// A number that is not negative; empty if the parameter is absent or has no value.
  public OptionalLong number(String name) {
    String text = text(name);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      long number = Long.parseLong(text);
      if (number >= 0) {
        return OptionalLong.of(number);
      }
    } catch (NumberFormatException notANumber) {
      // answered below with the rest
    }
    throw Refusals.badRequest(
        "query parameter " + name + ": \"" + text + "\" is not a number of 0 or more");
  }
}
