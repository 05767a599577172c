package io.ciao.api.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One column of the table that people see.
///
/// @param type `string`, `integer`, `number`, `boolean` or `date` (shown as an age)
/// @param format empty if there is none
/// @param priority 0 is shown always, above 0 only in wide tables
/// @param more where the value at `path` alone would not do
public record PrinterColumn(
    String name,
    String type,
    String format,
    String description,
    int priority,
    JsonPath path,
    More more) {

  /// What only definitions of this project say of a column.
  ///
  /// @param counted maps and lists whose entries are counted, in place of the value
  /// @param otherwise where the value is looked for next, if it is not there
  /// @param beside what is shown behind it
  /// @param keyPart which part of it is shown, where it is a public ssh key
  public record More(
      List<JsonPath> counted,
      List<JsonPath> otherwise,
      @Nullable Beside beside,
      @Nullable PublicKeyPart keyPart) {
    /// The value alone.
    public static final More NONE = new More(List.of(), List.of(), null, null);

    public More {
      counted = List.copyOf(counted);
      otherwise = List.copyOf(otherwise);
    }
  }

  /// A second value behind the first, if it is there: `3/20`.
  public record Beside(String separator, JsonPath path) {}
}
