package io.ciao.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Reasons of conditions are an API: each is a constant, and `docs/reasons.md` says of each what
/// the constant's own comment says.
class ReasonsTest {
  private static final Pattern CONSTANT =
      Pattern.compile(
          "((?:^ +/// .*\\n)*)^  public static final String \\w+ =\\s*\"(\\w+)\";",
          Pattern.MULTILINE);
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `\\w+` \\| .* \\|$");

  /// What no source that makes conditions may contain: a word that looks like a reason, and a text
  /// where type, status or reason of a condition are expected.
  private static final List<Pattern> SPELLED =
      List.of(
          Pattern.compile("\"[A-Z][a-z]+(?:[A-Z][A-Za-z]*)+\""),
          Pattern.compile("Condition\\.of\\(\\s*(?:[^,()]+,\\s*){0,2}\""),
          Pattern.compile("\\.put\\(\"reason\",\\s*\"[A-Z]"));

  @Test
  void everyReasonIsExplained() throws IOException {
    var sources = Repository.ofThisBuild().sources();
    var explained =
        sources.stream()
            .filter(source -> source.path().equals("docs/reasons.md"))
            .flatMap(source -> ROW.matcher(source.text()).results())
            .map(row -> row.group())
            .toList();

    var declared = sources.stream().flatMap(ReasonsTest::rows).toList();

    assertThat(declared).hasSizeGreaterThan(40);
    assertThat(explained).containsExactlyInAnyOrderElementsOf(declared);
  }

  @Test
  void noReasonIsSpelledWhereItIsGiven() throws IOException {
    var sources = Repository.ofThisBuild().sources();

    assertThat(sources.stream().flatMap(ReasonsTest::spelled)).isEmpty();
  }

  // From here on: each rule finds the fault that it is there for.

  @Test
  void findsAReasonWithoutAComment() {
    var source =
        new Source(
            "api/src/main/java/io/ciao/api/x/XReasons.java",
            "  /// It is. Ends\n  /// soon.\n  public static final String A = \"Aa\";\n\n"
                + "  public static final String B = \"Bb\";\n");

    assertThat(rows(source)).containsExactly("| `Aa` | It is. Ends soon. |", "| `Bb` |  |");
  }

  @Test
  void findsASpelledReason() {
    var path = "scheduler/src/main/java/X.java";
    assertThat(spelled(new Source(path, "Condition.of(READY, FALSE,\n  \"Pending\", why)")))
        .hasSize(1);
    assertThat(spelled(new Source(path, "say(\"NodeSilent\"); Condition.of(READY, s, r, m)")))
        .hasSize(1);
    assertThat(spelled(new Source(path, "tree.put(\"reason\", \"Active\")"))).hasSize(1);
    assertThat(spelled(new Source(path, "Condition.of(READY, FALSE, PENDING, \"it waits\")")))
        .isEmpty();
  }

  private static Stream<String> rows(Source source) {
    if (!source.path().startsWith("api/src/main/") || !source.path().endsWith("Reasons.java")) {
      return Stream.empty();
    }
    return CONSTANT
        .matcher(source.text())
        .results()
        .map(
            found ->
                "| `%s` | %s |"
                    .formatted(
                        found.group(2),
                        String.join(
                            " ",
                            found
                                .group(1)
                                .lines()
                                .map(line -> line.strip().substring("/// ".length()))
                                .toList())));
  }

  private static Stream<String> spelled(Source source) {
    if (!source.isJava() || !source.path().contains("/src/main/")) {
      return Stream.empty();
    }
    var text = source.text();
    var found = new ArrayList<String>();
    for (var pattern : text.contains("Condition.of(") ? SPELLED : SPELLED.subList(1, 3)) {
      pattern
          .matcher(text)
          .results()
          .forEach(
              spelled ->
                  found.add(
                      source.path() + ": " + spelled.group() + ": use a constant of *Reasons"));
    }
    return found.stream();
  }
}
