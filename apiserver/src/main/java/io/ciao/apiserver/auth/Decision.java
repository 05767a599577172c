package io.ciao.apiserver.auth;

/// Whether something may be done.
public sealed interface Decision {
  /// It may.
  record Allowed() implements Decision {}

  /// It may not.
  ///
  /// @param reason the rule that says no, for people
  record Denied(String reason) implements Decision {}

  Decision ALLOWED = new Allowed();

  static Decision denied(String reason) {
    return new Denied(reason);
  }

  static Decision allowedIf(boolean condition, String otherwise) {
    return condition ? ALLOWED : denied(otherwise);
  }
}
