package io.ciao.program.agent;

import org.jspecify.annotations.Nullable;

/// What of a log is wanted.
///
/// @param follow whether to go on with what comes
/// @param tailLines how many of the present lines to begin with; -1 for all
record LogQuery(boolean follow, int tailLines) {

  /// From the query of a request; null if it has none. What is unknown is ignored.
  ///
  /// @throws IllegalArgumentException if a value is not what it must be; the message is for people
  static LogQuery parse(@Nullable String query) {
    var follow = false;
    var tailLines = -1;
    for (var pair : query == null ? new String[0] : query.split("&", -1)) {
      var equals = pair.indexOf('=');
      var name = equals < 0 ? pair : pair.substring(0, equals);
      var value = equals < 0 ? "" : pair.substring(equals + 1);
      switch (name) {
        case "follow" -> follow = value.equals("true") || value.equals("1");
        case "tailLines" -> tailLines = lines(value);
        default -> {}
      }
    }
    return new LogQuery(follow, tailLines);
  }

  private static int lines(String value) {
    try {
      var lines = Integer.parseInt(value);
      if (lines >= 0) {
        return lines;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new IllegalArgumentException(
        "tailLines is '" + value + "'; a whole number from 0 up is needed");
  }
}
