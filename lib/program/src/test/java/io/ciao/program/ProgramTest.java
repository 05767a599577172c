package io.ciao.program;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ciao.program.Program.Begun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramTest {
  private static final Flags FLAGS =
      Flags.of(
          "it",
          "Does it.",
          List.of(Flag.text("a", "A", "one").asNeeded(), Flag.text("b", "B", "two")));

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Begun begin(Program.Starter starter, String... arguments) throws InterruptedException {
    return new Program(FLAGS, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8))
        .begin(List.of(arguments), starter);
  }

  @Test
  void helpStartsNothing() throws Exception {
    assertThat(begin(_ -> () -> {}, "--a", "x", "--help")).isEqualTo(new Begun.Ended(0));
    assertThat(out.toString(UTF_8)).isEqualTo(FLAGS.help());
  }

  @Test
  void wrongCommandLineEndsWithTwoAndEveryProblem() throws Exception {
    assertThat(begin(_ -> () -> {}, "--c", "x")).isEqualTo(new Begun.Ended(Program.USAGE));
    assertThat(err.toString(UTF_8))
        .isEqualTo(
            "it: there is no flag --c\nit: --a A is needed: one\nit: all flags: it --help\n");
  }

  @Test
  void whatCannotStartEndsWithOneAndTheReason() throws Exception {
    var begun =
        begin(
            _ -> {
              throw new IOException("listen on 1.2.3.4:1", new IOException("it is taken"));
            },
            "--a",
            "x");

    assertThat(begun).isEqualTo(new Begun.Ended(Program.FAILED));
    assertThat(err.toString(UTF_8))
        .isEqualTo("it: cannot start: listen on 1.2.3.4:1: it is taken\n");
  }

  @Test
  void partsAreClosedInReverseAndEachOnItsOwn() {
    var closed = new ArrayList<String>();
    var parts = new Parts();
    parts.keep(() -> closed.add("first"));
    parts.keep(
        () -> {
          throw new IOException("stuck");
        });
    parts.keep(() -> closed.add("last"));

    parts.close();
    parts.close();

    assertThat(closed).containsExactly("last", "first");
  }
}
