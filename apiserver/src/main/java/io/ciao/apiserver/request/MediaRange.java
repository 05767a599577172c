package io.ciao.apiserver.request;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// One entry of an `Accept` header, or a `Content-Type`.
///
/// @param type lower case, such as `application/json`; may hold `*`
/// @param parameters by lower-case name, unquoted
public record MediaRange(String type, Map<String, String> parameters) {
  private static final int RANGES_MAX = 64;
  private static final int PARAMETERS_MAX = 16;

  /// Reads the entries of an `Accept` header in their order; weights are ignored, as clients list
  /// by preference.
  public static List<MediaRange> parseAll(String header) {
    List<MediaRange> ranges = new ArrayList<>();
    for (String entry : header.split(",", RANGES_MAX)) {
      if (!entry.isBlank()) {
        ranges.add(parse(entry));
      }
    }
    return ranges;
  }

  /// Reads one entry.
  public static MediaRange parse(String entry) {
    String[] parts = entry.split(";", PARAMETERS_MAX);
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals > 0) {
        String value = parts[i].substring(equals + 1).strip();
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        parameters.put(
            parts[i].substring(0, equals).strip().toLowerCase(Locale.ROOT),
            quoted ? value.substring(1, value.length() - 1) : value);
      }
    }
    String type = parts[0].strip().toLowerCase(Locale.ROOT);
    return new MediaRange(type, parameters);
  }

  /// A parameter's value; empty if absent.
  public String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  /// Whether JSON satisfies it.
  public boolean admitsJson() {
    return type.equals("application/json") || type.equals("application/*") || type.equals("*/*");
  }
}
