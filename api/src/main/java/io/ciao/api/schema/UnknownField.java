package io.ciao.api.schema;

import java.util.List;
import java.util.stream.Collectors;

/// A field that the schema does not know.
///
/// @param path where it stands: `spec.imgae`
/// @param suggestion the known field that was probably meant, empty if none is near
public record UnknownField(String path, String suggestion) {
  /// All of them in one line, as strict decoding reports them.
  public static String summary(List<UnknownField> fields) {
    return fields.stream().map(UnknownField::toString).collect(Collectors.joining(", "));
  }

  /// `unknown field "spec.imgae" (did you mean "image"?)`
  @Override
  public String toString() {
    var hint = suggestion.isEmpty() ? "" : " (did you mean \"" + suggestion + "\"?)";
    return "unknown field \"" + path + "\"" + hint;
  }
}
