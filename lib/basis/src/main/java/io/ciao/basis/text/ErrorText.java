package io.ciao.basis.text;

import java.util.ArrayList;

/// An exception as one line for people: its message and its causes', none twice.
public final class ErrorText {

  private ErrorText() {}

  /// What has no message names its type.
  public static String of(Throwable thrown) {
    var parts = new ArrayList<String>();
    for (var cause = thrown; cause != null; cause = cause.getCause()) {
      var message = cause.getMessage();
      var part = message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
      if (parts.stream().noneMatch(earlier -> earlier.contains(part))) {
        parts.add(part);
      }
    }
    return String.join(": ", parts);
  }
}
