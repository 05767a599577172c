package io.ciao.api.fields;

import io.ciao.api.codec.FieldPath;

/// An applied object has a list whose items cannot be told apart.
public final class AppliedFieldException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String path;

  AppliedFieldException(FieldPath at, String problem) {
    super(problem);
    this.path = at.toString();
  }

  /// Where it is.
  public String path() {
    return path;
  }

  /// What is wrong there.
  public String problem() {
    return String.valueOf(getMessage());
  }
}
