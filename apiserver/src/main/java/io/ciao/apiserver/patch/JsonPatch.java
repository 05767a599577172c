package io.ciao.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.apiserver.status.Cause;
import io.ciao.apiserver.status.Refusals;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// JSON Patch (RFC 6902): a list of operations, all of which succeed or none has an effect. Pure.
final class JsonPatch {
  private static final int OPERATIONS_MAX = 10_000;

  private JsonNode document;

  private JsonPatch(JsonNode document) {
    this.document = document;
  }

  /// Applies a list of operations.
  ///
  /// @param target left as it is
  /// @throws io.ciao.apiserver.status.RequestRefused 422 naming the operation that failed
  static ObjectNode apply(ObjectNode target, JsonNode operations) {
    if (!operations.isArray() || operations.size() > OPERATIONS_MAX) {
      throw Refusals.badRequest(
          "a JSON patch is a list of at most " + OPERATIONS_MAX + " operations");
    }
    JsonPatch patch = new JsonPatch(target.deepCopy());
    for (int i = 0; i < operations.size(); i++) {
      patch.run(operations.get(i), i);
    }
    if (patch.document instanceof ObjectNode result) {
      return result;
    }
    throw failed(operations.size() - 1, "the result is not an object");
  }

  private void run(JsonNode operation, int index) {
    String op = operation.path("op").asText("");
    String path = operation.path("path").asText("");
    switch (op) {
      case "add" -> add(path, value(operation, index), index);
      case "remove" -> remove(path, index);
      case "replace" -> {
        JsonNode value = value(operation, index);
        remove(path, index);
        add(path, value, index);
      }
      case "move" -> {
        String from = operation.path("from").asText("");
        if (path.startsWith(from + "/")) {
          throw failed(index, "\"" + from + "\" cannot be moved into itself");
        }
        add(path, remove(from, index), index);
      }
      case "copy" -> add(path, get(operation.path("from").asText(""), index).deepCopy(), index);
      case "test" -> {
        if (!get(path, index).equals(value(operation, index))) {
          throw failed(index, "the value at \"" + path + "\" is not the tested one");
        }
      }
      default -> throw failed(index, "the operation \"" + op + "\" is none of RFC 6902");
    }
  }

  private static JsonNode value(JsonNode operation, int index) {
    JsonNode value = operation.get("value");
    if (value == null) {
      throw failed(index, "value is missing");
    }
    return value;
  }

  private JsonNode get(String pointer, int index) {
    JsonNode node = document;
    for (String token : tokens(pointer, index)) {
      node = child(node, token);
      if (node == null) {
        throw failed(index, "nothing is at \"" + pointer + "\"");
      }
    }
    return node;
  }

  private void add(String pointer, JsonNode value, int index) {
    List<String> tokens = tokens(pointer, index);
    if (tokens.isEmpty()) {
      document = value.deepCopy();
      return;
    }
    String last = tokens.getLast();
    switch (parent(tokens, pointer, index)) {
      case ObjectNode map -> map.set(last, value.deepCopy());
      case ArrayNode list -> {
        int at = last.equals("-") ? list.size() : position(last);
        if (at < 0 || at > list.size()) {
          throw failed(index, "the list at \"" + pointer + "\" has no such place");
        }
        list.insert(at, value.deepCopy());
      }
      case JsonNode _ -> throw failed(index, "\"" + pointer + "\" is not inside a map or list");
    }
  }

  private JsonNode remove(String pointer, int index) {
    List<String> tokens = tokens(pointer, index);
    if (tokens.isEmpty()) {
      return document;
    }
    String last = tokens.getLast();
    JsonNode removed =
        switch (parent(tokens, pointer, index)) {
          case ObjectNode map -> map.remove(last);
          case ArrayNode list -> {
            int at = position(last);
            yield at < 0 || at >= list.size() ? null : list.remove(at);
          }
          case JsonNode _ -> null;
        };
    if (removed == null) {
      throw failed(index, "nothing is at \"" + pointer + "\"");
    }
    return removed;
  }

  private JsonNode parent(List<String> tokens, String pointer, int index) {
    JsonNode node = document;
    for (String token : tokens.subList(0, tokens.size() - 1)) {
      node = child(node, token);
      if (node == null) {
        throw failed(index, "nothing is above \"" + pointer + "\"");
      }
    }
    return node;
  }

  private static @Nullable JsonNode child(JsonNode node, String token) {
    if (node.isArray()) {
      int at = position(token);
      return at < 0 ? null : node.get(at);
    }
    return node.get(token);
  }

  /// An index as the RFC writes it: digits without a leading zero; -1 if it is none.
  private static int position(String token) {
    boolean proper =
        !token.isEmpty()
            && token.length() < 10
            && token.chars().allMatch(c -> c >= '0' && c <= '9')
            && (token.length() == 1 || token.charAt(0) != '0');
    return proper ? Integer.parseInt(token) : -1;
  }

  private static List<String> tokens(String pointer, int index) {
    if (pointer.isEmpty()) {
      return List.of();
    }
    if (pointer.charAt(0) != '/') {
      throw failed(index, "\"" + pointer + "\" is no JSON pointer");
    }
    List<String> tokens = new ArrayList<>();
    for (String token : pointer.substring(1).split("/", -1)) {
      tokens.add(token.replace("~1", "/").replace("~0", "~"));
    }
    return tokens;
  }

  private static RuntimeException failed(int index, String problem) {
    String message = "Invalid value: JSON patch operation " + index + ": " + problem;
    return Refusals.invalid(
        "", "Patch", "", List.of(new Cause(Cause.INVALID, message, "[" + index + "]")));
  }
}
