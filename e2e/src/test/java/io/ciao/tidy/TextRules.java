package io.ciao.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What no line of a source may contain, each with what to do instead. A finding reads `path:line:
/// what is wrong`.
final class TextRules {
  /// A forbidden pattern.
  ///
  /// @param where which files it is forbidden in
  private record Ban(Predicate<Source> where, Pattern pattern, String instead) {}

  // Put together from pieces, so that this file does not contain what it forbids.
  private static final List<Ban> BANS =
      List.of(
          new Ban(Source::isJava, Pattern.compile("\t"), "a tab: use spaces"),
          new Ban(source -> true, Pattern.compile("^ *\t"), "a tab to indent with: use spaces"),
          new Ban(
              source -> true,
              Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b"),
              "unfinished: do it, or say in an issue that it is left"),
          new Ban(
              source -> true,
              Pattern.compile("(?<![\\w.$}*-])/(work|farm|home/\\w+|tmp/plan|tmp/research)/"),
              "a path of one machine: derive it or take it as an argument"),
          new Ban(
              source -> !source.isOfTestImage(),
              Pattern.compile("(?<![\\w.$}*-])/ro" + "ot/(?!\\.ssh\\b)"),
              "a path of one machine: use the home directory"),
          new Ban(
              source -> source.isTest() && !source.waitsForALevel() && !source.isBenchmark(),
              Pattern.compile(
                  "\\bThread" + "\\.sleep\\b|SECONDS" + "\\.sleep\\b|\\bpark" + "(Nanos|Until)\\("),
              "a fixed time in a test: wait for a level with io.ciao.testkit.Eventually"));

  private static final int MAX_LINES = 600;
  private static final int MAX_TEST_LINES = 800;
  private static final Pattern PART_TAG =
      Pattern.compile("@Tag\\(\"(api|networks|instances|failover)\"\\)");

  private TextRules() {}

  static List<String> findings(Source source) {
    var found = new ArrayList<String>();
    var lines = source.lines();
    for (var ban : BANS) {
      if (ban.where().test(source)) {
        IntStream.range(0, lines.size())
            .filter(i -> ban.pattern().matcher(lines.get(i)).find())
            .forEach(i -> found.add(source.path() + ":" + (i + 1) + ": " + ban.instead()));
      }
    }
    Stream.concat(tooLong(source, lines.size()), withoutPart(source)).forEach(found::add);
    return found;
  }

  private static Stream<String> tooLong(Source source, int lines) {
    int limit = source.isTest() ? MAX_TEST_LINES : MAX_LINES;
    return source.isJava() && lines > limit
        ? Stream.of(source.path() + ": " + lines + " lines, at most " + limit + ": split it")
        : Stream.empty();
  }

  /// `hack/test --only PART` finds end-to-end tests by tag; one without would run in no part.
  private static Stream<String> withoutPart(Source source) {
    return source.isEndToEnd() && !PART_TAG.matcher(source.text()).find()
        ? Stream.of(source.path() + ": has no @Tag of a part: api, networks, instances, failover")
        : Stream.empty();
  }
}
