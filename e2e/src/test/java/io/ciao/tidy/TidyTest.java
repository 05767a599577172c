package io.ciao.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TidyTest {
  private static final String MAIN = "api/src/main/java/A.java";
  private static final String TEST = "api/src/test/java/ATest.java";
  private static final String WAITING = "lib/testkit/src/main/java/Eventually.java";
  private static final String BENCHMARK = "api/src/test/java/bench/A.java";
  private static final String END_TO_END = "e2e/src/test/java/AIT.java";

  @Test
  void everySourceIsTidy() throws IOException {
    var sources = Repository.ofThisBuild().sources();

    assertThat(sources).hasSizeGreaterThan(20);
    assertThat(sources.stream().flatMap(source -> TextRules.findings(source).stream())).isEmpty();
  }

  @Test
  void everyMethodIsShort() throws IOException {
    assertThat(MethodLengths.findings(Repository.ofThisBuild().sources())).isEmpty();
  }

  // From here on: each rule finds the fault that it is there for.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/* a\tb */",
        "// TO" + "DO: later",
        "var dir = \"/wo" + "rk/main\";",
        "cd /home" + "/somebody/x",
        "Path.of(\"/ro" + "ot/.m2\")"
      })
  void findsALineThatMayStandNowhere(String line) {
    assertThat(TextRules.findings(new Source(MAIN, "fine\n" + line + "\n")))
        .singleElement()
        .asString()
        .startsWith(MAIN + ":2: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "the network/work/queue",
        "$dir/work/overlay",
        "/root/.ssh/authorized_keys",
        "workers"
      })
  void letsALineThatOnlyLooksAlikePass(String line) {
    assertThat(TextRules.findings(new Source(MAIN, line))).isEmpty();
  }

  @Test
  void findsTabsInScriptsOnlyWhereTheyIndent() {
    assertThat(TextRules.findings(new Source("hack/x", "  \tcd a"))).hasSize(1);
    assertThat(TextRules.findings(new Source("hack/x", "key\tvalue"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Thread" + ".sleep(10);",
        "TimeUnit.SECONDS" + ".sleep(1);",
        "NANOSECONDS" + ".sleep(1);",
        "LockSupport.park" + "Nanos(5);"
      })
  void findsAFixedTimeInTestsOnly(String sleeping) {
    assertThat(TextRules.findings(new Source(TEST, sleeping))).hasSize(1);
    assertThat(TextRules.findings(new Source(MAIN, sleeping))).isEmpty();
    assertThat(TextRules.findings(new Source(WAITING, sleeping))).isEmpty();
    assertThat(TextRules.findings(new Source(BENCHMARK, sleeping))).isEmpty();
  }

  @Test
  void findsALongFileAndAllowsTestsMore() {
    var lines = "int a;\n".repeat(601);

    assertThat(TextRules.findings(new Source(MAIN, lines)))
        .containsExactly(MAIN + ": 601 lines, at most 600: split it");
    assertThat(TextRules.findings(new Source(TEST, lines))).isEmpty();
    assertThat(TextRules.findings(new Source(TEST, "int a;\n".repeat(801)))).hasSize(1);
  }

  @Test
  void findsAnEndToEndTestThatNoPartRuns() {
    assertThat(TextRules.findings(new Source(END_TO_END, "class AIT {}"))).hasSize(1);
    assertThat(TextRules.findings(new Source(END_TO_END, "@Tag(\"api\")\nclass AIT {}"))).isEmpty();
  }

  @Test
  void findsALongMethodButNotALongClass() throws IOException {
    var method = "  void m() {\n" + "    a();\n".repeat(58) + "  }\n";
    var longer = "  void longer() {\n" + "    a();\n".repeat(59) + "  }\n";
    var source = new Source(MAIN, "class A {\n" + method + method + longer + "}\n");

    assertThat(MethodLengths.findings(List.of(source)))
        .containsExactly(MAIN + ":122: method longer has 61 lines, at most 60: split it");
  }
}
