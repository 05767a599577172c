package io.ciao.apiserver.request;

import io.ciao.apiserver.status.Cause;
import io.ciao.apiserver.status.Refusals;
import java.util.List;
import java.util.Optional;

/// How a write is to be done.
///
/// @param dryRun everything is checked and the result shown, nothing stored
/// @param validation what happens to fields that the schema does not know
/// @param fieldManager who owns what is written; empty if the request names nobody
/// @param force whether an apply takes fields from their owners; empty if nothing is said
public record WriteOptions(
    boolean dryRun, FieldValidation validation, String fieldManager, Optional<Boolean> force) {

  /// Options of a write that names no field manager.
  public WriteOptions(boolean dryRun, FieldValidation validation) {
    this(dryRun, validation, "", Optional.empty());
  }

  /// What becomes of unknown and duplicate fields.
  public enum FieldValidation {
    STRICT,
    WARN,
    IGNORE
  }

  public static WriteOptions of(Query query) {
    return new WriteOptions(
        dryRun(query.all("dryRun")),
        validation(query.text("fieldValidation")),
        FieldManagers.given(query.text("fieldManager")),
        query.optionalFlag("force"));
  }

  /// The same with a dry run that the body of a delete asks for.
  public WriteOptions withDryRun(boolean also) {
    return new WriteOptions(dryRun || also, validation, fieldManager, force);
  }

  /// The same with a field manager for the case that none is named.
  public WriteOptions orManagedBy(String name) {
    return fieldManager.isEmpty() ? new WriteOptions(dryRun, validation, name, force) : this;
  }

  /// Checks what only an apply may and must say.
  ///
  /// @throws io.ciao.apiserver.status.RequestRefused 422
  public void requireForPatch(boolean apply) {
    if (apply && fieldManager.isEmpty()) {
      throw FieldManagers.refused(Cause.required("fieldManager", "is required for apply patch"));
    }
    if (!apply && force.isPresent()) {
      throw FieldManagers.refused(
          Cause.forbidden("force", "may not be specified for non-apply patch"));
    }
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
