package io.ciao.ctl.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.ctl.session.UsageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The words of `label` and `annotate`: which objects, and which changes (`key=value`, `key-`).
/// Pure.
///
/// @param changes a null value removes the key
record MetadataWords(List<String> objects, Map<String, @Nullable String> changes) {

  static MetadataWords parse(List<String> words) {
    var objects = new ArrayList<String>();
    var changes = new LinkedHashMap<String, @Nullable String>();
    for (var word : words) {
      var equal = word.indexOf('=');
      var removes = equal < 0 && word.endsWith("-") && !objects.isEmpty();
      if (equal == 0 || word.equals("-")) {
        throw new UsageException("\"%s\" has no key; write key=value or key-".formatted(word));
      }
      if (equal < 0 && !removes) {
        if (!changes.isEmpty()) {
          throw new UsageException("\"%s\" is no change; write key=value or key-".formatted(word));
        }
        objects.add(word);
        continue;
      }
      var key = removes ? word.substring(0, word.length() - 1) : word.substring(0, equal);
      if (changes.containsKey(key)) {
        throw new UsageException("\"%s\" is changed twice".formatted(key));
      }
      changes.put(key, removes ? null : word.substring(equal + 1));
    }
    return new MetadataWords(objects, changes);
  }

  /// The first key that has another value already; it is changed only where that is asked for.
  Optional<String> overwritten(ObjectNode object, String field) {
    var present = object.path("metadata").path(field);
    return changes.entrySet().stream()
        .filter(change -> change.getValue() != null && present.has(change.getKey()))
        .filter(change -> !present.path(change.getKey()).asText().equals(change.getValue()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /// The merge patch, bound to the object as it was read; empty if there is nothing to change.
  Optional<ObjectNode> patch(ObjectNode object, String field) {
    var present = object.path("metadata").path(field);
    var patch = Json.object();
    var metadata = patch.putObject("metadata");
    var values = metadata.putObject(field);
    changes.forEach(
        (key, value) -> {
          if (value == null && present.has(key)) {
            values.putNull(key);
          } else if (value != null
              && !(present.has(key) && present.path(key).asText().equals(value))) {
            values.put(key, value);
          }
        });
    if (values.isEmpty()) {
      return Optional.empty();
    }
    metadata.put("resourceVersion", object.path("metadata").path("resourceVersion").asText());
    return Optional.of(patch);
  }
}
