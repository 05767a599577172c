package io.ciao.program;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The help text of a program. Pure.
final class FlagsHelp {
  private static final int WIDTH = 100;
  private static final int COLUMN = 26;
  private static final String INDENT = " ".repeat(COLUMN);

  private FlagsHelp() {}

  static String text(String program, String does, List<Flag<?>> flags) {
    var needed =
        flags.stream()
            .filter(Flag::needed)
            .map(flag -> flag + " " + flag.value())
            .collect(Collectors.joining(" "));
    var lines =
        Stream.concat(
                Stream.concat(flags.stream(), Stream.of(Flags.CONFIG)).map(FlagsHelp::line),
                Stream.of(entry("--help", "this text")))
            .collect(Collectors.joining());
    return wrapped("usage: " + program + " " + needed + " [--FLAG VALUE]...", "  ")
        + "\n"
        + wrapped(does, "")
        + "\n"
        + lines;
  }

  private static String line(Flag<?> flag) {
    var says = new StringBuilder(flag.says());
    if (flag.repeated()) {
      says.append("; may be repeated");
    }
    if (flag.needed()) {
      says.append(" (needed)");
    } else if (flag.otherwise() != null) {
      says.append(" (default ").append(flag.otherwise()).append(')');
    }
    return entry((flag + " " + flag.value()).strip(), says.toString());
  }

  private static String entry(String left, String says) {
    var start = "  " + left;
    return start.length() < COLUMN - 1
        ? wrapped(start + " ".repeat(COLUMN - start.length()) + says, INDENT)
        : start + "\n" + wrapped(INDENT + says, INDENT);
  }

  /// Lines of at most [#WIDTH] characters, all but the first indented.
  private static String wrapped(String text, String indent) {
    var lines = new StringBuilder();
    var rest = text;
    while (rest.length() > WIDTH) {
      var end = rest.lastIndexOf(' ', WIDTH);
      if (end <= COLUMN) {
        break;
      }
      lines.append(rest, 0, end).append('\n');
      rest = indent + rest.substring(end + 1);
    }
    return lines.append(rest).append('\n').toString();
  }
}
