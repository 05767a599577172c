package io.ciao.ctl.output;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ciao.api.codec.Json;
import io.ciao.api.codec.YamlEmitter;
import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.PrinterColumn;
import io.ciao.api.schema.TableColumns;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Prints objects of one kind in the form that `-o` asks for.
public final class ObjectPrinter implements Printer {
  /// A cell without a value: a word of its own, for programs that count columns.
  private static final String NOTHING = "-";

  private final Output output;
  private final KindDefinition kind;
  private final TableColumns columns;
  private final List<Integer> shown = new ArrayList<>();
  private final TextTable table;
  private final boolean withNamespace;
  private final boolean withLabels;
  private final boolean withKind;
  private boolean printed;

  /// The forms of `-o`.
  public enum Output {
    TABLE,
    WIDE,
    YAML,
    JSON,
    NAME,
    JSONPATH,
    CUSTOM_COLUMNS
  }

  /// What tables show beside the columns of the kind.
  ///
  /// @param namespace whether rows begin with the tenant
  /// @param labels whether rows end with the labels
  /// @param kind whether names begin with the kind: `instance/web`
  public record TableOptions(boolean namespace, boolean labels, boolean kind, Header header) {
    /// Rows with the tenant or without.
    public static TableOptions namespace(boolean shown) {
      return new TableOptions(shown, false, false, Header.SHOWN);
    }
  }

  public ObjectPrinter(Output output, KindDefinition kind, TableOptions options) {
    this.output = output;
    this.kind = kind;
    this.columns = TableColumns.of(kind);
    this.withNamespace = options.namespace() && kind.namespaced();
    this.withLabels = options.labels();
    this.withKind = options.kind();
    this.table = new TextTable(header(), options.header());
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
    if (withLabels) {
      header.add("LABELS");
    }
    return header;
  }

  @Override
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
      case NAME -> out.println(kind.groupKind().toLowerCase(Locale.ROOT) + "/" + name(object));
      case JSONPATH, CUSTOM_COLUMNS -> throw new IllegalStateException(output + " prints itself");
    }
  }

  /// Where programs read it: as one document.
  @Override
  public void printList(PrintStream out, List<ObjectNode> objects) {
    switch (output) {
      case TABLE, WIDE -> {
        objects.forEach(object -> table.add(row(object)));
        table.print(out);
      }
      case YAML -> out.print(YamlEmitter.emitText(Trees.list(objects)));
      case JSON -> out.print(Json.writePretty(Trees.list(objects)));
      case NAME -> objects.forEach(object -> print(out, object));
      case JSONPATH, CUSTOM_COLUMNS -> throw new IllegalStateException(output + " prints itself");
    }
  }

  private List<String> row(ObjectNode object) {
    var cells = columns.cells(object, Instant.now());
    var row = new ArrayList<String>();
    if (withNamespace) {
      row.add(object.path("metadata").path("namespace").asText());
    }
    for (int index : shown) {
      var cell = cells.get(index);
      var text =
          cell == null || cell.isNull()
              ? NOTHING
              : text(cell.isTextual() ? cell.asText() : cell.toString());
      row.add(withKind && index == 0 ? kind.names().singular() + "/" + text : text);
    }
    if (withLabels) {
      row.add(labels(object));
    }
    return row;
  }

  private static String labels(ObjectNode object) {
    var labels = new ArrayList<String>();
    object
        .path("metadata")
        .path("labels")
        .properties()
        .forEach(label -> labels.add(label.getKey() + "=" + label.getValue().asText()));
    return labels.isEmpty() ? NOTHING : String.join(",", labels);
  }

  private static String text(String cell) {
    return cell.isEmpty() ? NOTHING : cell.replace('\n', ' ');
  }

  private static String name(ObjectNode object) {
    return object.path("metadata").path("name").asText();
  }
}
