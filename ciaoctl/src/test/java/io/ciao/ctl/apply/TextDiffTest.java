package io.ciao.ctl.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.testkit.Gen;
import io.ciao.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextDiffTest {
  @Test
  void saysNothingWhereNothingDiffers() {
    assertThat(TextDiff.unified("a\nb\n", "a\nb\n")).isEmpty();
  }

  @Test
  void showsThreeLinesAroundAChange() {
    assertThat(TextDiff.unified("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"))
        .isEqualTo("@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
  }

  @Test
  void showsWhatIsNewOrGoneAsAWhole() {
    assertThat(TextDiff.unified("", "a\nb\n")).isEqualTo("@@ -0,0 +1,2 @@\n+a\n+b\n");
    assertThat(TextDiff.unified("a\n", "")).isEqualTo("@@ -1 +0,0 @@\n-a\n");
  }

  @Test
  void separatesChangesThatAreFarApart() {
    var before = "x\n1\n2\n3\n4\n5\n6\n7\ny\n";
    var after = "X\n1\n2\n3\n4\n5\n6\n7\nY\n";

    assertThat(TextDiff.unified(before, after))
        .isEqualTo("@@ -1,4 +1,4 @@\n-x\n+X\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-y\n+Y\n");
  }

  @Test
  void leadsFromTheOneTextToTheOther() {
    Seeds.check(
        500,
        random -> {
          var before = text(random);
          var after = text(random);

          assertThat(patched(before, TextDiff.unified(join(before), join(after)))).isEqualTo(after);
        });
  }

  private static List<String> text(Gen random) {
    var lines = new ArrayList<String>();
    for (var i = random.between(0, 29); i > 0; i--) {
      lines.add("" + random.between(0, 5));
    }
    return lines;
  }

  private static String join(List<String> lines) {
    return String.join("", lines.stream().map(line -> line + "\n").toList());
  }

  /// A patch program of our own: it fails where the hunks do not fit.
  private static List<String> patched(List<String> before, String diff) {
    var result = new ArrayList<String>();
    var at = 0;
    for (var line : diff.lines().toList()) {
      if (line.startsWith("@@")) {
        var range = line.substring(4, line.indexOf(' ', 4)).split(",");
        var start = Integer.parseInt(range[0]);
        var empty = range.length == 2 && range[1].equals("0");
        var first = empty ? start : start - 1;
        result.addAll(before.subList(at, first));
        at = first;
        continue;
      }
      if (line.charAt(0) != '+') {
        assertThat(line.substring(1)).isEqualTo(before.get(at));
        at++;
      }
      if (line.charAt(0) != '-') {
        result.add(line.substring(1));
      }
    }
    result.addAll(before.subList(at, before.size()));
    return result;
  }
}
