package io.ciao.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Isolated("the standard streams are captured")
class CiaoctlTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @MethodSource("refusals")
  void refusesWhatMakesNoSenseWithStatus2(String arguments, String message) {
    var ran = run(arguments.isEmpty() ? new String[0] : arguments.split(" "));

    assertThat(ran.err)
        .as("status %d", ran.status)
        .startsWith("ciaoctl: ")
        .contains(message)
        .doesNotContain("\tat ");
    assertThat(ran.status).isEqualTo(2);
  }

  /// The lines of `refusals.txt`: a command line, a bar, and a part of the answer.
  static Stream<Arguments> refusals() throws Exception {
    try (var text = CiaoctlTest.class.getResourceAsStream("refusals.txt")) {
      assertThat(text).isNotNull();
      return new String(text.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\\|", 2))
          .map(parts -> Arguments.of(parts[0].strip(), parts[1].strip()));
    }
  }

  @Test
  void endsWithStatus1WhereNoClusterIsConfigured() {
    var ran = run("get", "instances", "--kubeconfig", "/nowhere");

    assertThat(ran.err)
        .isEqualTo(
            "ciaoctl: --kubeconfig names /nowhere, which does not exist or cannot be read\n");
    assertThat(ran.status).isEqualTo(1);
  }

  @Test
  void readsEveryFileBeforeItAsksForACluster() throws IOException {
    var bad = Files.writeString(directory.resolve("bad.yaml"), "a: [1\n");

    var ran = run("apply", "-f", bad.toString());

    assertThat(ran.err).contains("bad.yaml: ").contains("line ");
    assertThat(ran.status).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"apply -f", "delete -f", "diff -f", "create -f"})
  void namesTheFileOnceAndTheKindThatWasMeant(String command) throws IOException {
    var file = directory.resolve("kind.yaml");
    Files.writeString(file, "apiVersion: v1\nkind: Instnce\nmetadata: {name: a}\n");
    var server = FakeApiserver.start(directory);

    try (server) {
      var words = command.split(" ");

      assertThat(server.run(words[0], words[1], file.toString()).err())
          .isEqualTo(
              "ciaoctl: %s: there is no kind Instnce in v1; did you mean kind: Instance, apiVersion: ciao.io/v1?\n"
                  .formatted(file));
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void showsAnExampleInTheHelpOfEveryCommand(String path, CommandLine command) {
    var help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);

    assertThat(help).contains("Example").contains("  " + path);
    assertThat(help.lines()).as("narrow enough for a terminal").allMatch(l -> l.length() <= 100);
    assertThat(help).doesNotContain("…...").contains(example(command));
  }

  /// The last example as it was written: to be copied, it must not be broken.
  private static String example(CommandLine command) {
    var footer = command.getCommandSpec().usageMessage().footer();
    return footer[footer.length - 1] + "\n";
  }

  static Stream<Arguments> commands() {
    return all("ciaoctl", Ciaoctl.line()).map(named -> Arguments.of(named.path, named.line));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void startsEveryCommandAloneAsItDoesAmongAll(String path, CommandLine command) {
    var words = path.split(" ", -1);
    var hidden = path.contains("__");
    if (words.length == 2 && !hidden) {
      assertThat(Ciaoctl.quickLine(words[1]).orElseThrow().getSubcommands().get(words[1]))
          .satisfies(
              alone ->
                  assertThat(alone.getUsageMessage(CommandLine.Help.Ansi.OFF))
                      .isEqualTo(command.getUsageMessage(CommandLine.Help.Ansi.OFF)));
    }
    assertThat(Ciaoctl.quickLine("--help")).isEmpty();
    assertThat(Ciaoctl.quickLine()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "get --version", "rollout status -V"})
  void saysItsVersion(String arguments) {
    var out = new StringWriter();
    var line = Ciaoctl.line().setOut(new PrintWriter(out, true));

    assertThat(line.execute(arguments.split(" "))).isZero();
    assertThat(out.toString()).matches("ciaoctl \\d+\\.\\d+\\.\\d+\n");
  }

  private record Named(String path, CommandLine line) {}

  private static Stream<Named> all(String path, CommandLine line) {
    return Stream.concat(
        Stream.of(new Named(path, line)),
        line.getSubcommands().entrySet().stream()
            .flatMap(sub -> all(path + " " + sub.getKey(), sub.getValue())));
  }

  private record Ran(int status, String err) {}

  private static Ran run(String... arguments) {
    var err = new StringWriter();
    var line = Ciaoctl.line().setErr(new PrintWriter(err, true));
    return new Ran(line.execute(arguments), err.toString());
  }
}
