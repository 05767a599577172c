package io.ciao.api.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.schema.Schema;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The paths in which two versions of an object differ.
///
/// @param added absent before; with a map or list also everything in it
/// @param modified of another value now
/// @param removed absent now; with a map or list also everything that was in it
public record FieldChanges(FieldSet added, FieldSet modified, FieldSet removed) {
  /// No difference.
  public static final FieldChanges NONE =
      new FieldChanges(FieldSet.EMPTY, FieldSet.EMPTY, FieldSet.EMPTY);

  public boolean isEmpty() {
    return added.isEmpty() && modified.isEmpty() && removed.isEmpty();
  }

  /// The paths that whoever made the change has set.
  public FieldSet set() {
    return added.union(modified);
  }

  /// Compares two values. The order of items that have steps makes no difference.
  ///
  /// @param old null if there was none
  /// @param now null if there is none
  static FieldChanges between(Schema schema, @Nullable JsonNode old, @Nullable JsonNode now) {
    if (old == null) {
      return now == null
          ? NONE
          : new FieldChanges(Shape.everything(schema, now), FieldSet.EMPTY, FieldSet.EMPTY);
    }
    if (now == null) {
      return new FieldChanges(FieldSet.EMPTY, FieldSet.EMPTY, Shape.everything(schema, old));
    }
    if (Shape.isOpenMap(schema, old) && Shape.isOpenMap(schema, now)) {
      return maps(schema, (ObjectNode) old, (ObjectNode) now);
    }
    if (old.equals(now)) {
      return NONE;
    }
    if (Shape.isOpenList(schema, old) && Shape.isOpenList(schema, now)) {
      var before = Shape.items(schema, (ArrayNode) old);
      var after = Shape.items(schema, (ArrayNode) now);
      if (before.isPresent() && after.isPresent()) {
        return lists(Shape.item(schema), before.get(), after.get());
      }
    }
    return new FieldChanges(
        Shape.everything(schema, now).below(),
        FieldSet.LEAF,
        Shape.everything(schema, old).below());
  }

  private static FieldChanges maps(Schema schema, ObjectNode old, ObjectNode now) {
    var gathered = new Gathered();
    for (var field : now.properties()) {
      var name = field.getKey();
      var before = old.get(name);
      gathered.add(
          name, between(Shape.field(schema, name), before, field.getValue()), PathElement.FIELD);
    }
    for (var field : old.properties()) {
      var name = field.getKey();
      if (!now.has(name)) {
        gathered.add(
            name, between(Shape.field(schema, name), field.getValue(), null), PathElement.FIELD);
      }
    }
    return gathered.changes();
  }

  private static FieldChanges lists(
      Schema item, Map<String, JsonNode> old, Map<String, JsonNode> now) {
    var gathered = new Gathered();
    now.forEach((step, value) -> gathered.add(step, between(item, old.get(step), value), ""));
    old.forEach(
        (step, value) -> {
          if (!now.containsKey(step)) {
            gathered.add(step, between(item, value, null), "");
          }
        });
    return gathered.changes();
  }

  /// The changes below one map or list.
  private static final class Gathered {
    private @Nullable Map<String, FieldChanges> found;

    /// @param prefix what makes a step of the name
    void add(String name, FieldChanges changes, String prefix) {
      if (!changes.isEmpty()) {
        if (found == null) {
          found = new TreeMap<>();
        }
        found.put(prefix + name, changes);
      }
    }

    FieldChanges changes() {
      if (found == null) {
        return NONE;
      }
      var added = new FieldSet.Builder(found.size());
      var modified = new FieldSet.Builder(found.size());
      var removed = new FieldSet.Builder(found.size());
      found.forEach(
          (step, changes) -> {
            added.add(step, changes.added());
            modified.add(step, changes.modified());
            removed.add(step, changes.removed());
          });
      return new FieldChanges(added.build(false), modified.build(false), removed.build(false));
    }
  }
}
