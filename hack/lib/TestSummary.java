import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/// Sums up the XML reports of surefire and failsafe below a directory: the skipped tests with their
/// reasons, the failed ones with the end of their output, the ten classes that took longest, and as
/// last line `N passed, N failed, N skipped`. Exit status 1 if a test failed or none ran.
///
/// Run as `java TestSummary.java DIR [TROUBLE]`, where TROUBLE says what went wrong outside any
/// test (a build that stopped, a test process that died) and counts as one failure.
final class TestSummary {
  private static final int OUTPUT_LINES = 40;
  private static final int REPORT_DEPTH = 5;
  private static final int SLOWEST = 10;

  private enum Verdict {
    PASSED,
    FAILED,
    SKIPPED
  }

  private record TestCase(Path report, String name, Verdict verdict, String reason) {}

  /// A test class as a whole.
  private record Timed(String name, double seconds) {}

  private TestSummary() {}

  static void main(String[] args) throws Exception {
    var cases = new ArrayList<TestCase>();
    var classes = new ArrayList<Timed>();
    for (Path report : reports(Path.of(args[0]))) {
      var suite = suite(report);
      cases.addAll(read(report, suite));
      classes.add(
          new Timed(
              suite.getAttribute("name"),
              Double.parseDouble(suite.getAttribute("time").replace(",", ""))));
    }
    var trouble = args.length > 1 ? args[1] : "";
    printSkipped(cases);
    printFailed(cases);
    printSlowest(classes);
    long passed = count(cases, Verdict.PASSED);
    long failed = count(cases, Verdict.FAILED);
    if (!trouble.isBlank()) {
      System.out.println(trouble);
      failed++;
    } else if (cases.isEmpty()) {
      System.out.println("no test ran");
    }
    System.out.printf(
        "%d passed, %d failed, %d skipped%n", passed, failed, count(cases, Verdict.SKIPPED));
    System.exit(failed > 0 || passed == 0 ? 1 : 0);
  }

  private static List<Path> reports(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root, REPORT_DEPTH)) {
      return files.filter(TestSummary::isReport).sorted().toList();
    }
  }

  private static boolean isReport(Path file) {
    var name = file.getFileName().toString();
    var directory = String.valueOf(file.getParent().getFileName());
    return name.startsWith("TEST-")
        && name.endsWith(".xml")
        && (directory.equals("surefire-reports") || directory.equals("failsafe-reports"));
  }

  private static Element suite(Path report) throws Exception {
    return DocumentBuilderFactory.newDefaultInstance()
        .newDocumentBuilder()
        .parse(report.toFile())
        .getDocumentElement();
  }

  private static List<TestCase> read(Path report, Element suite) {
    return elements(suite, "testcase").stream().map(test -> readCase(report, test)).toList();
  }

  private static TestCase readCase(Path report, Element test) {
    var name = (test.getAttribute("classname") + " " + test.getAttribute("name")).strip();
    var bad = Stream.of("failure", "error").flatMap(tag -> elements(test, tag).stream()).toList();
    if (!bad.isEmpty()) {
      return new TestCase(report, name, Verdict.FAILED, bad.getFirst().getTextContent().strip());
    }
    var skipped = elements(test, "skipped");
    if (!skipped.isEmpty()) {
      return new TestCase(report, name, Verdict.SKIPPED, reason(skipped.getFirst()));
    }
    return new TestCase(report, name, Verdict.PASSED, "");
  }

  /// A disabled test has its reason as attribute; one that an assumption ended has the stack trace,
  /// whose first line is `EXCEPTION: REASON`.
  private static String reason(Element skipped) {
    var message = skipped.getAttribute("message");
    if (message.isBlank()) {
      message = skipped.getTextContent().strip().lines().findFirst().orElse("");
      message = message.replaceFirst("^[\\w.$]+(Exception|Error): ", "");
    }
    return message.isBlank() ? "no reason given" : message;
  }

  private static List<Element> elements(Element parent, String tag) {
    var nodes = parent.getElementsByTagName(tag);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }

  private static long count(List<TestCase> cases, Verdict verdict) {
    return cases.stream().filter(test -> test.verdict() == verdict).count();
  }

  private static void printSkipped(List<TestCase> cases) {
    cases.stream()
        .filter(test -> test.verdict() == Verdict.SKIPPED)
        .forEach(test -> System.out.println("skipped: " + test.name() + ": " + test.reason()));
  }

  private static void printFailed(List<TestCase> cases) throws IOException {
    var failed = cases.stream().filter(test -> test.verdict() == Verdict.FAILED).toList();
    for (var test : failed) {
      System.out.println("failed: " + test.name() + ":\n" + test.reason().indent(4));
    }
    for (Path report : failed.stream().map(TestCase::report).distinct().toList()) {
      printOutput(report);
    }
  }

  private static void printSlowest(List<Timed> classes) {
    classes.stream()
        .sorted(Comparator.comparingDouble(Timed::seconds).reversed())
        .limit(SLOWEST)
        .forEach(slow -> System.out.printf("slowest: %4.0f s  %s%n", slow.seconds(), slow.name()));
  }

  /// The standard output of a test class lies beside its report, in `CLASS-output.txt`.
  private static void printOutput(Path report) throws IOException {
    var name = report.getFileName().toString();
    var className = name.substring("TEST-".length(), name.length() - ".xml".length());
    var output = report.resolveSibling(className + "-output.txt");
    if (!Files.isReadable(output)) {
      return;
    }
    var lines = new String(Files.readAllBytes(output), StandardCharsets.UTF_8).lines().toList();
    System.out.println("output of " + className + " ends (all of it: " + output + "):");
    lines
        .subList(Math.max(0, lines.size() - OUTPUT_LINES), lines.size())
        .forEach(line -> System.out.println("    " + line));
  }
}
