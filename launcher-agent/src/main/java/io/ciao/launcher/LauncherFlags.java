package io.ciao.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.codec.UnreadableObjectException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The command line as names and values: `--name value`, some names several times. `--config FILE`
/// gives the same names as YAML keys, a list for several values; the command line wins.
final class LauncherFlags {
  /// A command line that cannot be used; the message names the flag and what is needed.
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  private final Map<String, List<String>> values;

  private LauncherFlags(Map<String, List<String>> values) {
    this.values = values;
  }

  /// Reads a command line.
  ///
  /// @param known every flag's name without the dashes
  static LauncherFlags parse(List<String> arguments, Set<String> known) throws UsageException {
    var values = new LinkedHashMap<String, List<String>>();
    for (int i = 0; i < arguments.size(); i++) {
      var word = arguments.get(i);
      if (!word.startsWith("--")) {
        throw new UsageException("'" + word + "' is not expected here; flags are --name value");
      }
      var equals = word.indexOf('=');
      var name = equals < 0 ? word.substring(2) : word.substring(2, equals);
      requireKnown(name, known);
      if (equals < 0 && i + 1 >= arguments.size()) {
        throw new UsageException("--" + name + " needs a value");
      }
      var value = equals < 0 ? arguments.get(++i) : word.substring(equals + 1);
      values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    }
    var flags = new LauncherFlags(values);
    var file = flags.last("config");
    if (file.isPresent()) {
      addFile(Path.of(file.get()), known, values);
    }
    return flags;
  }

  private static void addFile(Path file, Set<String> known, Map<String, List<String>> values)
      throws UsageException {
    try {
      var given = Set.copyOf(values.keySet());
      for (var entry : ObjectReader.readOne(Files.readAllBytes(file)).properties()) {
        requireKnown(entry.getKey(), known);
        if (!given.contains(entry.getKey())) {
          values.put(entry.getKey(), texts(entry.getValue()));
        }
      }
    } catch (IOException e) {
      throw new UsageException("--config " + file + " cannot be read: " + e.getMessage());
    } catch (UnreadableObjectException e) {
      throw new UsageException("--config " + file + ": " + e.getMessage());
    }
  }

  private static List<String> texts(JsonNode value) {
    if (!value.isArray()) {
      return List.of(value.asText());
    }
    var texts = new ArrayList<String>();
    value.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  private static void requireKnown(String name, Set<String> known) throws UsageException {
    if (!known.contains(name)) {
      throw new UsageException(
          "there is no flag --" + name + "; there are " + new TreeSet<>(known));
    }
  }

  List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  Optional<String> last(String name) {
    var given = all(name);
    return given.isEmpty() ? Optional.empty() : Optional.of(given.getLast());
  }

  String require(String name) throws UsageException {
    return last(name).orElseThrow(() -> new UsageException("--" + name + " is needed"));
  }

  long number(String name, long otherwise) throws UsageException {
    var given = last(name);
    if (given.isEmpty()) {
      return otherwise;
    }
    try {
      var number = Long.parseLong(given.get());
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new UsageException(
        "--" + name + " is '" + given.get() + "'; a whole number above 0 is needed");
  }
}
