package io.ciao.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.ciao.api.codec.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Objects as rows: the printer columns of a kind for `meta.k8s.io` Tables. The name is always the
/// first column; a kind without columns of its own gets its age as well. Immutable.
public final class TableColumns {
  private static final PrinterColumn NAME =
      new PrinterColumn(
          "Name",
          "string",
          "name",
          "The name, unique within its namespace and kind.",
          0,
          JsonPath.parse(".metadata.name"),
          PrinterColumn.More.NONE);
  private static final PrinterColumn AGE =
      new PrinterColumn(
          "Age",
          "date",
          "",
          "The time since the object was created.",
          0,
          JsonPath.parse(".metadata.creationTimestamp"),
          PrinterColumn.More.NONE);

  private final List<PrinterColumn> columns;

  private TableColumns(List<PrinterColumn> columns) {
    this.columns = List.copyOf(columns);
  }

  public static TableColumns of(KindDefinition kind) {
    var columns = new ArrayList<PrinterColumn>();
    columns.add(NAME);
    columns.addAll(kind.columns().isEmpty() ? List.of(AGE) : kind.columns());
    return new TableColumns(columns);
  }

  public List<PrinterColumn> columns() {
    return columns;
  }

  /// The `columnDefinitions` of a Table.
  public ArrayNode definitions() {
    var definitions = Json.array();
    for (var column : columns) {
      definitions
          .addObject()
          .put("name", column.name())
          // A date is computed here, so clients get text.
          .put("type", column.type().equals("date") ? "string" : column.type())
          .put("format", column.format())
          .put("description", column.description())
          .put("priority", column.priority());
    }
    return definitions;
  }

  /// The `cells` of one row, one for each column; null where the object has no value.
  ///
  /// @param now what ages are counted to
  public ArrayNode cells(ObjectNode object, Instant now) {
    var cells = Json.array();
    for (var column : columns) {
      var counted = column.more().counted();
      cells.add(
          counted.isEmpty()
              ? beside(column, cell(column, values(column, object), now), object)
              : LongNode.valueOf(count(counted, object)));
    }
    return cells;
  }

  private static List<JsonNode> values(PrinterColumn column, ObjectNode object) {
    var values = column.path().find(object);
    for (var other : column.more().otherwise()) {
      if (!values.isEmpty() && !values.getFirst().isNull()) {
        break;
      }
      values = other.find(object);
    }
    return values;
  }

  private static JsonNode beside(PrinterColumn column, JsonNode cell, ObjectNode object) {
    var beside = column.more().beside();
    if (beside == null || cell.isNull()) {
      return cell;
    }
    var second = beside.path().find(object);
    return second.isEmpty() || second.getFirst().isNull()
        ? cell
        : TextNode.valueOf(text(cell) + beside.separator() + text(second.getFirst()));
  }

  private static long count(List<JsonPath> paths, ObjectNode object) {
    return paths.stream()
        .flatMap(path -> path.find(object).stream())
        .mapToLong(JsonNode::size)
        .sum();
  }

  private static JsonNode cell(PrinterColumn column, List<JsonNode> values, Instant now) {
    if (values.isEmpty() || values.getFirst().isNull()) {
      return NullNode.instance;
    }
    var value = values.getFirst();
    var keyPart = column.more().keyPart();
    if (keyPart != null) {
      return TextNode.valueOf(keyPart.in(value.asText()));
    }
    return switch (column.type()) {
      case "integer" -> value.isIntegralNumber() ? value : TextNode.valueOf(text(value));
      case "number" -> value.isNumber() ? value : TextNode.valueOf(text(value));
      case "boolean" -> value.isBoolean() ? value : TextNode.valueOf(text(value));
      case "date" -> TextNode.valueOf(age(value.asText(), now));
      default -> TextNode.valueOf(values.size() == 1 ? text(value) : list(values));
    };
  }

  private static String age(String time, Instant now) {
    try {
      return Ages.between(Instant.parse(time), now);
    } catch (DateTimeException _) {
      return "<invalid>";
    }
  }

  private static String text(JsonNode value) {
    if (value.isArray()) {
      var items = new ArrayList<JsonNode>();
      value.forEach(items::add);
      return list(items);
    }
    return value.isValueNode() ? value.asText() : Json.writeText(value);
  }

  private static String list(List<JsonNode> values) {
    return String.join(",", values.stream().map(TableColumns::text).toList());
  }
}
