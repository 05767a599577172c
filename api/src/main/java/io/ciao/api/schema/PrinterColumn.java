package io.ciao.api.schema;

/// One column of the table that people see.
///
/// @param type `string`, `integer`, `number`, `boolean` or `date` (shown as an age)
/// @param format empty if there is none
/// @param priority 0 is shown always, above 0 only in wide tables
public record PrinterColumn(
    String name, String type, String format, String description, int priority, JsonPath path) {}
