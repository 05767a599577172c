package io.ciao.ctl.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// `-o custom-columns=NAME:.metadata.name,NODE:.status.binding.nodeName`.
public final class CustomColumns implements Printer {
  private static final String ABSENT = "<none>";

  private final List<PathExpression> paths;
  private final TextTable table;

  private CustomColumns(List<PathExpression> paths, TextTable table) {
    this.paths = List.copyOf(paths);
    this.table = table;
  }

  /// Reads columns from what the flag says.
  ///
  /// @throws IllegalArgumentException saying which column is not understood
  public static CustomColumns parse(String text, Header header) {
    var headings = new ArrayList<String>();
    var paths = new ArrayList<PathExpression>();
    for (var column : text.split(",", -1)) {
      var colon = column.indexOf(':');
      if (colon < 1 || colon == column.length() - 1) {
        throw new IllegalArgumentException(
            "\"%s\" is no column; write HEADING:PATH, for example NAME:.metadata.name"
                .formatted(column));
      }
      headings.add(column.substring(0, colon));
      paths.add(PathExpression.relaxed(column.substring(colon + 1)));
    }
    return new CustomColumns(paths, new TextTable(headings, header));
  }

  /// Reads columns from a file with two lines: headings, and a path below each.
  ///
  /// @throws IllegalArgumentException if the lines do not fit each other
  public static CustomColumns parseFile(String text, Header header) {
    var lines = text.lines().filter(line -> !line.isBlank()).toList();
    if (lines.size() != 2) {
      throw new IllegalArgumentException(
          "a file of columns has two lines, headings and paths; found " + lines.size());
    }
    var headings = words(lines.get(0));
    var paths = words(lines.get(1));
    if (headings.size() != paths.size()) {
      throw new IllegalArgumentException(
          "%d headings, but %d paths".formatted(headings.size(), paths.size()));
    }
    return new CustomColumns(
        paths.stream().map(PathExpression::relaxed).toList(), new TextTable(headings, header));
  }

  private static List<String> words(String line) {
    return Arrays.asList(line.strip().split("\\s+", -1));
  }

  @Override
  public void print(PrintStream out, ObjectNode object) {
    printList(out, List.of(object));
  }

  @Override
  public void printList(PrintStream out, List<ObjectNode> objects) {
    for (var object : objects) {
      table.add(paths.stream().map(path -> cell(path.find(object, object))).toList());
    }
    table.print(out);
  }

  private static String cell(List<JsonNode> values) {
    return values.isEmpty()
        ? ABSENT
        : values.stream().map(CustomColumns::text).collect(Collectors.joining(","));
  }

  private static String text(JsonNode value) {
    if (value.isNull()) {
      return ABSENT;
    }
    return value.isValueNode() ? value.asText() : Json.writeText(value);
  }
}
