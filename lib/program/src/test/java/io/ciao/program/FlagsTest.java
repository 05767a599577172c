package io.ciao.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlagsTest {
  private static final Flag<Path> DIR = Flag.path("dir", "DIR", "state").asNeeded();
  private static final Flag<Integer> SIZE = Flag.number("size", "BYTES", "how large", 1, 9).or("4");
  private static final Flag<String> WORD = Flag.text("word", "WORD", "said").asRepeated();
  private static final Flags FLAGS =
      Flags.of("it", "Does it.", List.of(DIR, SIZE, WORD))
          .rule(List.of(SIZE, WORD), FlagsTest::fit);

  @TempDir Path directory;

  private record Config(Path dir, int size, List<String> words) {
    static Config of(Given given) {
      return new Config(given.get(DIR), given.get(SIZE), given.all(WORD));
    }
  }

  private static void fit(Given given) {
    if (given.all(WORD).size() > given.get(SIZE)) {
      throw new IllegalArgumentException("more --word than --size");
    }
  }

  @Test
  void keepTheContract() {
    contract().holds("word", "a", Config::words, List.of("a")).check(directory);
  }

  private static FlagsContract<Config> contract() {
    return FlagsContract.of(FLAGS, Config::of, Map.of("dir", "/s"))
        .holds("dir", "/t", Config::dir, Path.of("/t"))
        .holds("size", "7", Config::size, 7)
        .refuses("size", "10");
  }

  @Test
  void contractFindsAFlagThatNoCaseCovers() {
    assertThatThrownBy(() -> contract().check(directory))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("word");
  }

  @Test
  void contractFindsACaseThatADefaultPasses() {
    var idle =
        contract()
            .holds("word", "a", Config::words, List.of("a"))
            .holds("size", "4", Config::size, 4);

    assertThatThrownBy(() -> idle.check(directory))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("--size is tested with its default");
  }

  @Test
  void everyProblemIsToldAtOnce() {
    refused(
        List.of("--size", "ten", "up", "--wrod", "x", "--word", ""),
        "--dir DIR is needed: state",
        "--size: \"ten\" is found; a whole number, 1 to 9, is needed",
        "\"up\" is not expected; flags are --name value",
        "there is no flag --wrod; did you mean --word?",
        "--word: it is empty");
    refused(List.of("--dir", "/s", "--word"), "--word needs a value");
    refused(List.of("--dir=/s", "--size=1", "--word=a", "--word=b"), "more --word than --size");
  }

  @Test
  void ruleIsSilentAboutAFlagThatIsRefused() {
    assertThatThrownBy(() -> FLAGS.parse(List.of("--dir=/s", "--size=x", "--word=a")))
        .hasMessage("--size: \"x\" is found; a whole number, 1 to 9, is needed");
  }

  @Test
  void fileHasListsAndTheCommandLineWins() throws Exception {
    var file = Files.writeString(directory.resolve("it.yaml"), "size: 2\nword: [a, b]\ndir: /f\n");

    var config = Config.of(FLAGS.parse(List.of("--config", file.toString(), "--size", "3")));

    assertThat(config).isEqualTo(new Config(Path.of("/f"), 3, List.of("a", "b")));
  }

  @Test
  void fileThatCannotBeReadIsNamed() throws Exception {
    var none = directory.resolve("none").toString();
    var broken = Files.writeString(directory.resolve("broken"), "a: [").toString();

    refused(List.of("--dir", "/s", "--config", none), "--config " + none + " cannot be read");
    refused(List.of("--dir", "/s", "--config", broken), "--config " + broken);
  }

  @Test
  void helpNamesEveryFlagWithItsDefault() {
    assertThat(FLAGS.help())
        .startsWith("usage: it --dir DIR [--FLAG VALUE]...\n\nDoes it.\n\n")
        .contains("  --dir DIR               state (needed)\n")
        .contains("  --size BYTES            how large (default 4)\n")
        .contains("  --word WORD             said; may be repeated\n")
        .contains("  --config FILE ", "  --help ");
  }

  private static void refused(List<String> arguments, String... problems) {
    assertThatThrownBy(() -> FLAGS.parse(arguments))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll(problems);
  }
}
