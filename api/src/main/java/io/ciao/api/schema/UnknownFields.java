package io.ciao.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.FieldPath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Fields that a kind's schema does not know: a strict write is refused for them, another one loses
/// them. Values of a wrong type are left to [SchemaValidator].
public final class UnknownFields {
  private static final int DISTANCE_MAX = 2;

  private final boolean remove;
  private final List<UnknownField> found = new ArrayList<>();

  private UnknownFields(boolean remove) {
    this.remove = remove;
  }

  /// All unknown fields, in document order; the object is left as it is.
  public static List<UnknownField> find(KindDefinition kind, ObjectNode object) {
    return run(kind.schema(), object, false);
  }

  /// Removes all unknown fields from this very object and tells which.
  public static List<UnknownField> prune(KindDefinition kind, ObjectNode object) {
    return run(kind.schema(), object, true);
  }

  /// Removes all unknown fields from a part of an object and tells which.
  public static List<UnknownField> prune(Schema schema, JsonNode value) {
    return run(schema, value, true);
  }

  private static List<UnknownField> run(Schema schema, JsonNode value, boolean remove) {
    var search = new UnknownFields(remove);
    search.visit(schema, value, FieldPath.root());
    return List.copyOf(search.found);
  }

  private void visit(Schema schema, JsonNode value, FieldPath at) {
    switch (value) {
      case ObjectNode map when schema.type() == Schema.Type.OBJECT -> fields(schema, map, at);
      case ArrayNode list when schema.items().itemOrNull() != null -> {
        for (var i = 0; i < list.size(); i++) {
          visit(schema.items().itemOrNull(), list.get(i), at.index(i));
        }
      }
      case JsonNode _ -> {}
    }
  }

  private void fields(Schema schema, ObjectNode map, FieldPath at) {
    var fields = schema.fields();
    var unknown = new ArrayList<String>();
    for (var field : map.properties()) {
      var name = field.getKey();
      var property = fields.of(name);
      if (property.isPresent()) {
        visit(property.get(), field.getValue(), at.child(name));
      } else if (!fields.preserveUnknown()) {
        unknown.add(name);
        var path = at.child(name).toString();
        found.add(new UnknownField(path, nearest(name, fields.properties().keySet())));
      }
    }
    if (remove) {
      map.remove(unknown);
    }
  }

  /// What somebody meant who wrote the name: the known one that differs from it in case only or by
  /// at most two letters, of short names by at most a third of them; empty if there is none.
  public static String nearest(String name, Collection<String> known) {
    var best = "";
    var bestDistance = Math.min(DISTANCE_MAX, name.length() / 3) + 1;
    for (var candidate : known) {
      var distance = candidate.equalsIgnoreCase(name) ? 0 : distance(name, candidate);
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return best;
  }

  /// How many letters must be added, removed, replaced or swapped with their neighbour.
  static int distance(String left, String right) {
    if (Math.abs(left.length() - right.length()) > DISTANCE_MAX) {
      return DISTANCE_MAX + 1;
    }
    var cost = new int[left.length() + 1][right.length() + 1];
    for (var i = 0; i <= left.length(); i++) {
      for (var j = 0; j <= right.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, left, right, i, j);
      }
    }
    return cost[left.length()][right.length()];
  }

  private static int step(int[][] cost, String left, String right, int i, int j) {
    var same = left.charAt(i - 1) == right.charAt(j - 1);
    var replaced = cost[i - 1][j - 1] + (same ? 0 : 1);
    var best = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
    var swapped =
        i > 1
            && j > 1
            && left.charAt(i - 1) == right.charAt(j - 2)
            && left.charAt(i - 2) == right.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
