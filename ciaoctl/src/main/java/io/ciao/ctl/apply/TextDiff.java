package io.ciao.ctl.apply;

import java.util.ArrayList;
import java.util.List;

/// The difference of two texts, line by line, as `diff -u` shows it. Pure.
public final class TextDiff {
  private static final int CONTEXT = 3;

  /// Beyond this the middle is shown as replaced as a whole.
  private static final long CELLS_MAX = 16_000_000;

  private TextDiff() {}

  private record Line(char sign, String text) {}

  /// The hunks, with three lines around each change; empty if the texts are equal.
  public static String unified(String before, String after) {
    var lines = lines(before.lines().toList(), after.lines().toList());
    var out = new StringBuilder();
    var oldAt = 1;
    var newAt = 1;
    var at = 0;
    while (at < lines.size()) {
      var first = nextChange(lines, at);
      if (first == lines.size()) {
        break;
      }
      var start = Math.max(at, first - CONTEXT);
      oldAt += start - at;
      newAt += start - at;
      var end = hunkEnd(lines, first);
      var hunk = lines.subList(start, end);
      var removed = (int) hunk.stream().filter(line -> line.sign() != '+').count();
      var added = (int) hunk.stream().filter(line -> line.sign() != '-').count();
      out.append("@@ -%s +%s @@%n".formatted(range(oldAt, removed), range(newAt, added)));
      hunk.forEach(line -> out.append(line.sign()).append(line.text()).append('\n'));
      oldAt += removed;
      newAt += added;
      at = end;
    }
    return out.toString();
  }

  private static String range(int start, int length) {
    return length == 0 ? (start - 1) + ",0" : length == 1 ? "" + start : start + "," + length;
  }

  private static int nextChange(List<Line> lines, int from) {
    var at = from;
    while (at < lines.size() && lines.get(at).sign() == ' ') {
      at++;
    }
    return at;
  }

  /// Where the hunk with this first change ends: changes close to each other share one.
  private static int hunkEnd(List<Line> lines, int firstChange) {
    var end = firstChange;
    for (var next = firstChange; next < lines.size(); next = nextChange(lines, end)) {
      if (next - end > 2 * CONTEXT) {
        break;
      }
      end = next;
      while (end < lines.size() && lines.get(end).sign() != ' ') {
        end++;
      }
    }
    return Math.min(lines.size(), end + CONTEXT);
  }

  private static List<Line> lines(List<String> before, List<String> after) {
    var head = 0;
    var shorter = Math.min(before.size(), after.size());
    while (head < shorter && before.get(head).equals(after.get(head))) {
      head++;
    }
    var tail = 0;
    while (tail < shorter - head
        && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
      tail++;
    }
    var lines = new ArrayList<Line>();
    before.subList(0, head).forEach(text -> lines.add(new Line(' ', text)));
    middle(
        before.subList(head, before.size() - tail),
        after.subList(head, after.size() - tail),
        lines);
    before
        .subList(before.size() - tail, before.size())
        .forEach(text -> lines.add(new Line(' ', text)));
    return lines;
  }

  private static void middle(List<String> before, List<String> after, List<Line> lines) {
    if ((long) before.size() * after.size() > CELLS_MAX) {
      before.forEach(text -> lines.add(new Line('-', text)));
      after.forEach(text -> lines.add(new Line('+', text)));
      return;
    }
    var common = commonLengths(before, after);
    var i = 0;
    var j = 0;
    while (i < before.size() || j < after.size()) {
      if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
        lines.add(new Line(' ', before.get(i)));
        i++;
        j++;
      } else if (j == after.size() || (i < before.size() && common[i + 1][j] >= common[i][j + 1])) {
        lines.add(new Line('-', before.get(i)));
        i++;
      } else {
        lines.add(new Line('+', after.get(j)));
        j++;
      }
    }
  }

  /// For each pair of places how many lines the rests have in common, in order.
  private static int[][] commonLengths(List<String> before, List<String> after) {
    var lengths = new int[before.size() + 1][after.size() + 1];
    for (var i = before.size() - 1; i >= 0; i--) {
      for (var j = after.size() - 1; j >= 0; j--) {
        lengths[i][j] =
            before.get(i).equals(after.get(j))
                ? lengths[i + 1][j + 1] + 1
                : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
      }
    }
    return lengths;
  }
}
