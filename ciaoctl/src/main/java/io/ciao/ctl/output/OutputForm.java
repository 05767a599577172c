package io.ciao.ctl.output;

import io.ciao.api.schema.KindDefinition;
import io.ciao.ctl.output.ObjectPrinter.Output;
import io.ciao.ctl.output.ObjectPrinter.TableOptions;
import io.ciao.ctl.session.RefusedException;
import io.ciao.ctl.session.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What `-o` says. Immutable.
public final class OutputForm {
  private final Output output;
  private final String argument;
  private final boolean fromFile;

  private OutputForm(Output output, String argument, boolean fromFile) {
    this.output = output;
    this.argument = fromFile ? file(argument) : argument;
    this.fromFile = fromFile;
  }

  /// Reads the flag; null is a table.
  public static OutputForm parse(@Nullable String flag) {
    var text = flag == null ? "" : flag;
    var equal = text.indexOf('=');
    var name = (equal < 0 ? text : text.substring(0, equal)).toLowerCase(Locale.ROOT);
    var argument = equal < 0 ? "" : text.substring(equal + 1);
    var output =
        switch (name) {
          case "" -> Output.TABLE;
          case "wide" -> Output.WIDE;
          case "yaml" -> Output.YAML;
          case "json" -> Output.JSON;
          case "name" -> Output.NAME;
          case "jsonpath", "jsonpath-file" -> Output.JSONPATH;
          case "custom-columns", "custom-columns-file" -> Output.CUSTOM_COLUMNS;
          default ->
              throw new UsageException(
                  "-o \"%s\" is unknown; use yaml, json, name, wide, jsonpath=… or custom-columns=…"
                      .formatted(text));
        };
    var takesArgument = output == Output.JSONPATH || output == Output.CUSTOM_COLUMNS;
    if (takesArgument == argument.isEmpty()) {
      throw new UsageException(
          takesArgument
              ? "-o %s needs something after =".formatted(name)
              : "-o %s takes nothing after =".formatted(name));
    }
    return new OutputForm(output, argument, name.endsWith("-file")).checked(name);
  }

  private OutputForm checked(String name) {
    try {
      switch (output) {
        case JSONPATH -> JsonPathTemplate.parse(argument);
        case CUSTOM_COLUMNS -> columns(Header.SHOWN);
        case TABLE, WIDE, YAML, JSON, NAME -> {
          // Nothing to be understood.
        }
      }
      return this;
    } catch (IllegalArgumentException e) {
      throw new UsageException("-o %s: %s".formatted(name, e.getMessage()));
    }
  }

  private static String file(String name) {
    try {
      return Files.readString(Path.of(name));
    } catch (IOException e) {
      throw new RefusedException("%s: cannot be read: %s".formatted(name, e.getMessage()));
    }
  }

  /// Whether rows for people come out.
  public boolean isTable() {
    return output == Output.TABLE || output == Output.WIDE;
  }

  /// Whether one document holds all objects.
  public boolean isDocument() {
    return output == Output.YAML || output == Output.JSON || output == Output.JSONPATH;
  }

  /// A printer for objects of one kind.
  public Printer printer(KindDefinition kind, TableOptions options) {
    return switch (output) {
      case JSONPATH -> new JsonPathPrinter(JsonPathTemplate.parse(argument));
      case CUSTOM_COLUMNS -> columns(options.header());
      case TABLE, WIDE, YAML, JSON, NAME -> new ObjectPrinter(output, kind, options);
    };
  }

  private CustomColumns columns(Header header) {
    return fromFile
        ? CustomColumns.parseFile(argument, header)
        : CustomColumns.parse(argument, header);
  }
}
