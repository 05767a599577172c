package io.ciao.api.schema;

import java.util.List;

/// One column of the table that people see.
///
/// @param type `string`, `integer`, `number`, `boolean` or `date` (shown as an age)
/// @param format empty if there is none
/// @param priority 0 is shown always, above 0 only in wide tables
/// @param counted maps and lists whose entries are counted, in place of the value at `path`; empty
///   for most columns
public record PrinterColumn(
    String name,
    String type,
    String format,
    String description,
    int priority,
    JsonPath path,
    List<JsonPath> counted) {
  public PrinterColumn {
    counted = List.copyOf(counted);
  }
}
