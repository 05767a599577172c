package io.ciao.apiserver.tree;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/// Times as objects carry them, `2026-11-21T10:00:00Z`: read without the general parser, which was
/// the largest single cost of a status write.
final class WholeSeconds {
  private static final String FORM = "0000-00-00T00:00:00Z";
  private static final long DAY_SECONDS = 86_400;

  private WholeSeconds() {}

  /// The time; one in another form goes through the general parser.
  ///
  /// @throws DateTimeException if it is none
  static Instant parse(String text) {
    if (!isPlain(text)) {
      return Instant.parse(text);
    }
    long day =
        LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10)).toEpochDay();
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    int second = number(text, 17, 19);
    if (hour > 23 || minute > 59 || second > 59) {
      // The general parser knows midnight's and the leap second's other forms.
      return Instant.parse(text);
    }
    return Instant.ofEpochSecond(day * DAY_SECONDS + hour * 3_600L + minute * 60L + second);
  }

  private static boolean isPlain(String text) {
    if (text.length() != FORM.length()) {
      return false;
    }
    for (int i = 0; i < FORM.length(); i++) {
      char wanted = FORM.charAt(i);
      char found = text.charAt(i);
      if (wanted == '0' ? found < '0' || found > '9' : found != wanted) {
        return false;
      }
    }
    return true;
  }

  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      number = number * 10 + text.charAt(i) - '0';
    }
    return number;
  }
}
