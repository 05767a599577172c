package io.ciao.api.codec;

import java.util.Locale;

/// How text is written so that every YAML parser reads it back as the same text.
///
/// Plain only if at most 120 characters of `[A-Za-z_/][A-Za-z0-9_./-]*` and no word that some
/// parser takes for a boolean or null. A `|` block only if printable ASCII without trailing spaces
/// that starts with neither space nor newline and ends in exactly one newline. All else is
/// double-quoted on one line, with control characters, U+00A0, line and paragraph separators, the
/// byte order mark and non-characters escaped.
final class YamlText {
  private static final int PLAIN_CHARACTERS_MAX = 120;
  private static final int LONGEST_WORD = 5;

  private YamlText() {}

  static void append(StringBuilder out, String text) {
    if (isPlain(text)) {
      out.append(text);
    } else {
      quoted(out, text);
    }
  }

  static boolean isPlain(String text) {
    var length = text.length();
    if (length == 0 || length > PLAIN_CHARACTERS_MAX) {
      return false;
    }
    for (var i = 0; i < length; i++) {
      var c = text.charAt(i);
      var start = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '/';
      if (!start && (i == 0 || !((c >= '0' && c <= '9') || c == '.' || c == '-'))) {
        return false;
      }
    }
    return length > LONGEST_WORD || !isWord(text);
  }

  private static boolean isWord(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "y", "n", "yes", "no", "on", "off", "true", "false", "null" -> true;
      default -> false;
    };
  }

  static boolean isBlock(String text) {
    var length = text.length();
    if (length < 2 || text.charAt(length - 1) != '\n' || text.charAt(length - 2) == '\n') {
      return false;
    }
    var first = text.charAt(0);
    if (first == ' ' || first == '\n') {
      return false;
    }
    for (var i = 0; i < length; i++) {
      var c = text.charAt(i);
      if (c == '\n') {
        if (text.charAt(i - 1) == ' ') {
          return false;
        }
      } else if (c < ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }

  private static void quoted(StringBuilder out, String text) {
    out.append('"');
    var length = text.length();
    var copied = 0;
    for (var i = 0; i < length; i++) {
      var c = text.charAt(i);
      if ((c >= ' ' && c <= '~' && c != '"' && c != '\\') || (c > 0xA0 && isPrintable(text, i))) {
        if (Character.isHighSurrogate(c)) {
          i++;
        }
        continue;
      }
      out.append(text, copied, i);
      copied = i + 1;
      escape(out, c);
    }
    out.append(text, copied, length).append('"');
  }

  private static boolean isPrintable(String text, int at) {
    var c = text.charAt(at);
    if (!Character.isSurrogate(c)) {
      return c != '\u2028' && c != '\u2029' && c < 0xFFFE && c != '\uFEFF';
    }
    if (Character.isHighSurrogate(c)
        && at + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(at + 1))) {
      return true;
    }
    throw new IllegalArgumentException(
        "emit YAML: lone surrogate U+%04X at position %d of a text".formatted((int) c, at));
  }

  private static void escape(StringBuilder out, char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        out.append("\\u");
        for (var shift = 12; shift >= 0; shift -= 4) {
          out.append(Character.toUpperCase(Character.forDigit((c >> shift) & 0xF, 16)));
        }
      }
    }
  }
}
