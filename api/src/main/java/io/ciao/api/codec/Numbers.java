package io.ciao.api.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The one form of numbers and text in trees: whole numbers that fit 64 bits are `LongNode`, others
/// finite `DoubleNode`; text and keys hold no lone surrogate.
///
/// Trees from [ObjectReader] and [Json] already keep to it; these are for trees that came another
/// way (patches applied by a library, tests, hand-made nodes).
public final class Numbers {
  private Numbers() {}

  /// A value that has no canonical form: `path` says where, `message` what it is and what to write.
  public record Problem(String path, String message) {}

  /// Everything in `tree` that cannot be stored, in document order; empty if [#canonical] works.
  public static List<Problem> problems(JsonNode tree) {
    var found = new ArrayList<Problem>();
    check(tree, FieldPath.root(), found);
    return List.copyOf(found);
  }

  /// The tree in canonical form: this very tree if it is canonical already, else a copy.
  ///
  /// @throws IllegalArgumentException naming the first value that has no canonical form
  public static JsonNode canonical(JsonNode tree) {
    var problems = problems(tree);
    if (!problems.isEmpty()) {
      var first = problems.getFirst();
      throw new IllegalArgumentException(first.path() + ": " + first.message());
    }
    return isCanonical(tree) ? tree : convert(tree);
  }

  /// What is wrong with this text, or null: a lone surrogate is half a character.
  static @Nullable String textProblem(String text) {
    for (var i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      // A surrogate that has its other half is never seen alone here.
      var point = text.codePointAt(i);
      if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
        return "the text holds half a character (lone surrogate U+%04X at position %d); write the"
                .formatted(point, i)
            + " whole character";
      }
    }
    return null;
  }

  private static void check(JsonNode node, FieldPath path, List<Problem> found) {
    switch (node) {
      case ObjectNode object -> {
        for (var field : object.properties()) {
          var at = path.child(field.getKey());
          var problem = textProblem(field.getKey());
          if (problem != null) {
            found.add(new Problem(at.toString(), "in this key " + problem));
          }
          check(field.getValue(), at, found);
        }
      }
      case ArrayNode array -> {
        for (var i = 0; i < array.size(); i++) {
          check(array.get(i), path.index(i), found);
        }
      }
      case JsonNode scalar -> {
        var problem = scalarProblem(scalar);
        if (problem != null) {
          found.add(new Problem(path.toString(), problem));
        }
      }
    }
  }

  private static @Nullable String scalarProblem(JsonNode scalar) {
    if (scalar.isTextual()) {
      return textProblem(scalar.textValue());
    }
    if (scalar.isIntegralNumber() && !scalar.canConvertToLong()) {
      return tooBig(scalar.asText());
    }
    if (scalar.isNumber() && !Double.isFinite(scalar.doubleValue())) {
      return notFinite(scalar.asText());
    }
    if (scalar.isPojo() || scalar.isBinary() || scalar.isMissingNode()) {
      return "a " + scalar.getNodeType() + " value cannot be written; use text, number or boolean";
    }
    return null;
  }

  static String tooBig(String text) {
    return "the integer "
        + text
        + " is outside of the 64-bit range (-9223372036854775808 to 9223372036854775807); put it in"
        + " quotes if it is text";
  }

  static String notFinite(String text) {
    return "the number " + text + " is not finite; put it in quotes if it is text";
  }

  private static boolean isCanonical(JsonNode node) {
    if (node.isContainerNode()) {
      for (var child : node) {
        if (!isCanonical(child)) {
          return false;
        }
      }
      return true;
    }
    return switch (node) {
      case LongNode _ -> true;
      case DoubleNode number -> !CanonicalNodes.canonical(number.doubleValue()).isIntegralNumber();
      case JsonNode other -> !other.isNumber();
    };
  }

  private static JsonNode convert(JsonNode node) {
    return switch (node) {
      case ObjectNode object -> {
        var result = Json.object();
        object.properties().forEach(field -> result.set(field.getKey(), convert(field.getValue())));
        yield result;
      }
      case ArrayNode array -> {
        var result = Json.array();
        array.forEach(item -> result.add(convert(item)));
        yield result;
      }
      case JsonNode scalar when !scalar.isNumber() -> scalar;
      case JsonNode number when number.isIntegralNumber() -> LongNode.valueOf(number.longValue());
      case JsonNode number -> CanonicalNodes.canonical(number.doubleValue());
    };
  }
}
