package io.ciao.ctl.output;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.YamlEmitter;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.PrinterColumn;
import io.ciao.api.schema.TableColumns;
import io.ciao.ctl.apply.Applier;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Prints objects of one kind in the form that `-o` asks for.
public final class ObjectPrinter {
  private final Output output;
  private final KindDefinition kind;
  private final TableColumns columns;
  private final List<Integer> shown = new ArrayList<>();
  private final TextTable table;
  private final boolean withNamespace;
  private boolean printed;

  /// The forms of `-o`.
  public enum Output {
    TABLE,
    WIDE,
    YAML,
    JSON,
    NAME
  }

  /// @param withNamespace whether rows begin with the tenant
  public ObjectPrinter(Output output, KindDefinition kind, boolean withNamespace) {
    this.output = output;
    this.kind = kind;
    this.columns = TableColumns.of(kind);
    this.withNamespace = withNamespace && kind.namespaced();
    this.table = new TextTable(header());
  }

  private List<String> header() {
    var header = new ArrayList<String>();
    if (withNamespace) {
      header.add("TENANT");
    }
    List<PrinterColumn> all = columns.columns();
    for (int i = 0; i < all.size(); i++) {
      if (output == Output.WIDE || all.get(i).priority() == 0) {
        shown.add(i);
        header.add(all.get(i).name().toUpperCase(Locale.ROOT));
      }
    }
    return header;
  }

  /// Prints one object of a list or watch.
  public void print(PrintStream out, ObjectNode object) {
    switch (output) {
      case TABLE, WIDE -> {
        table.add(row(object));
        table.print(out);
      }
      case YAML -> {
        out.print((printed ? "---\n" : "") + YamlEmitter.emitText(object));
        printed = true;
      }
      case JSON -> out.print(Json.writePretty(object));
      case NAME -> out.println(Applier.printed(kind, name(object)));
    }
  }

  /// Prints a whole list: as one document where programs read it.
  public void printList(PrintStream out, List<ObjectNode> objects) {
    switch (output) {
      case TABLE, WIDE -> {
        objects.forEach(object -> table.add(row(object)));
        table.print(out);
      }
      case YAML -> out.print(YamlEmitter.emitText(asList(objects)));
      case JSON -> out.print(Json.writePretty(asList(objects)));
      case NAME -> objects.forEach(object -> print(out, object));
    }
  }

  private static ObjectNode asList(List<ObjectNode> objects) {
    var list = Json.object();
    list.put("apiVersion", "v1").put("kind", "List");
    list.putArray("items").addAll(objects);
    return list;
  }

  private List<String> row(ObjectNode object) {
    var cells = columns.cells(object, Instant.now());
    var row = new ArrayList<String>();
    if (withNamespace) {
      row.add(object.path("metadata").path("namespace").asText());
    }
    for (int index : shown) {
      var cell = cells.get(index);
      row.add(
          cell == null || cell.isNull()
              ? ""
              : text(cell.isTextual() ? cell.asText() : cell.toString()));
    }
    return row;
  }

  private static String text(String cell) {
    return cell.isEmpty() ? "-" : cell.replace('\n', ' ');
  }

  private static String name(ObjectNode object) {
    return object.path("metadata").path("name").asText();
  }
}
