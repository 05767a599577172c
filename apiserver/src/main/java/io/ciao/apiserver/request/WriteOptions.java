package io.ciao.apiserver.request;

import io.ciao.apiserver.status.Cause;
import io.ciao.apiserver.status.Refusals;
import java.util.List;

/// How a write is to be done.
///
/// @param dryRun everything is checked and the result shown, nothing stored
/// @param validation what happens to fields that the schema does not know
public record WriteOptions(boolean dryRun, FieldValidation validation) {

  /// What becomes of unknown and duplicate fields.
  public enum FieldValidation {
    STRICT,
    WARN,
    IGNORE
  }

  public static WriteOptions of(Query query) {
    return new WriteOptions(dryRun(query.all("dryRun")), validation(query.text("fieldValidation")));
  }

  /// The same with a dry run that the body of a delete asks for.
  public WriteOptions withDryRun(boolean also) {
    return new WriteOptions(dryRun || also, validation);
  }

  /// Reads a list of dry-run directives, of which `All` is the only one.
  public static boolean dryRun(List<String> directives) {
    for (String directive : directives) {
      if (!directive.equals("All")) {
        throw unsupported("dryRun", directive, "\"All\"");
      }
    }
    return !directives.isEmpty();
  }

  private static FieldValidation validation(String text) {
    return switch (text) {
      case "", "Strict" -> FieldValidation.STRICT;
      case "Warn" -> FieldValidation.WARN;
      case "Ignore" -> FieldValidation.IGNORE;
      default -> throw unsupported("fieldValidation", text, "\"Ignore\", \"Strict\", \"Warn\"");
    };
  }

  private static RuntimeException unsupported(String field, String value, String supported) {
    String message = "Unsupported value: \"" + value + "\": supported values: " + supported;
    return Refusals.invalid(
        "meta.k8s.io", "Options", "", List.of(new Cause(Cause.NOT_SUPPORTED, message, field)));
  }
}
