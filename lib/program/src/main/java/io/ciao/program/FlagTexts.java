package io.ciao.program;

import com.fasterxml.jackson.databind.JsonNode;
import io.ciao.api.codec.ObjectReader;
import io.ciao.api.codec.UnreadableObjectException;
import io.ciao.basis.text.ErrorText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Names of flags and their texts, as they were written.
final class FlagTexts {
  private FlagTexts() {}

  /// @param switches names of flags that take no value but behind `=`
  static Map<String, List<String>> ofCommandLine(
      List<String> arguments, Set<String> switches, List<String> problems) {
    var texts = new LinkedHashMap<String, List<String>>();
    for (var rest = arguments.iterator(); rest.hasNext(); ) {
      var word = rest.next();
      if (!word.startsWith("--")) {
        problems.add("\"%s\" is not expected; flags are --name value".formatted(word));
        continue;
      }
      var equals = word.indexOf('=');
      var name = word.substring(2, equals < 0 ? word.length() : equals);
      var bare = equals < 0 && switches.contains(name);
      if (equals < 0 && !bare && !rest.hasNext()) {
        problems.add(word + " needs a value");
        continue;
      }
      var given = bare ? "true" : word.substring(equals + 1);
      var value = equals < 0 && !bare ? rest.next() : given;
      texts.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    }
    return texts;
  }

  static Map<String, List<String>> ofFile(Path file, List<String> problems) {
    var texts = new LinkedHashMap<String, List<String>>();
    try {
      for (var field : ObjectReader.readOne(Files.readAllBytes(file)).properties()) {
        texts.put(field.getKey(), texts(field.getValue()));
      }
    } catch (IOException e) {
      problems.add("--config %s cannot be read: %s".formatted(file, ErrorText.of(e)));
    } catch (UnreadableObjectException e) {
      problems.add("--config %s: %s".formatted(file, e.getMessage()));
    }
    return texts;
  }

  private static List<String> texts(JsonNode value) {
    if (!value.isArray()) {
      return List.of(value.asText());
    }
    var texts = new ArrayList<String>();
    value.forEach(item -> texts.add(item.asText()));
    return texts;
  }
}
