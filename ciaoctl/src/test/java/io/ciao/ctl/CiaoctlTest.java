package io.ciao.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class CiaoctlTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                 | a command is needed",
        "frob                             | frob",
        "get                              | KIND",
        "get frobs                        | there is no kind \"frobs\"",
        "get instances -o xml             | -o \"xml\" is unknown; use yaml, json, name, wide",
        "get instances -o jsonpath        | -o jsonpath needs something after =",
        "get instances -o jsonpath={.a    | expected }",
        "get instances -o custom-columns=A | \"A\" is no column",
        "get instances --sort-by=.a[      | expected ]",
        "get instances,images -w          | -w follows one kind or one object",
        "apply                            | --filename",
        "delete                           | a kind is needed",
        "wait instance/web                | --for",
        "wait instance/web --for=frob     | --for \"frob\" is unknown",
        "wait instance/web --for=delete --timeout=soon | \"soon\" is no duration",
        "logs                             | INSTANCE",
        "run web                          | --workload",
        "run web --workload w --dry-run=frob | --dry-run=frob is unknown; use client or server",
        "run web --workload w -o wide     | -o \"wide\" is unknown; use yaml, json or name",
        "scale instanceset/web            | --replicas",
        "scale instance/web --replicas 2  | instances cannot be scaled",
        "scale instanceset --replicas 2   | a name is needed",
        "scale instanceset/web --replicas -1 | --replicas -1 is not possible",
        "restart                          | INSTANCE",
        "restart instanceset/web          | ciaoctl rollout restart",
        "rollout                          | status, pause, resume, undo, history or restart",
        "rollout status instance/web      | \"instance/web\" is no instance set",
        "diff                             | --filename",
        "apply -f x --prune               | --prune needs --applied-set",
        "apply -f x --force-conflicts     | --force-conflicts needs --server-side",
        "apply -f x --applied-set=A_B!    | --applied-set \"A_B!\" is no name",
        "apply -f x --dry-run=maybe       | --dry-run \"maybe\" is unknown",
        "create                           | either --filename FILE or KIND NAME",
        "create tenant                    | one kind and one name",
        "create tenant a --from-literal=b=c | a Tenant has no values",
        "patch instance web               | a patch is needed",
        "patch instance web -p {} --type=x | --type \"x\" is unknown",
        "label instance web               | nothing to change",
        "label instance web a=b c         | \"c\" is no change",
        "label instance web a=b a-        | \"a\" is changed twice",
        "delete instance web --cascade=x  | --cascade \"x\" is unknown",
        "explain frob                     | there is no kind \"frob\"",
        "completion tcsh                  | there is no completion for \"tcsh\"",
        "auth                             | whoami or can-i",
        "auth can-i get                   | a verb and a kind",
        "token --group g                  | --group needs --user",
        "token --user u --service-account s | exclude each other",
        "export                           | DIRECTORY",
        "dev                              | up, down or status",
        "dev up --nodes many              | many",
        "get instances --nope             | --nope",
      })
  void refusesWhatMakesNoSenseWithStatus2(String arguments, String message) {
    var ran = run(arguments == null ? new String[0] : arguments.split(" "));

    assertThat(ran.err).startsWith("ciaoctl: ").contains(message).doesNotContain("\tat ");
    assertThat(ran.status).isEqualTo(2);
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
  @MethodSource("commands")
  void showsAnExampleInTheHelpOfEveryCommand(String path, CommandLine command) {
    var help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);

    assertThat(help).contains("Example").contains("  " + path);
    assertThat(help.lines()).as("narrow enough for a terminal").allMatch(l -> l.length() <= 120);
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
