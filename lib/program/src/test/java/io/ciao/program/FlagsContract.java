package io.ciao.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ciao.api.codec.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What holds for the flags of every program: each arrives where it should, from the command line
/// and from the file, and a wrong value of each is refused, all of them at once. Fails for a flag
/// that no case covers, and for a case that a default would pass, too.
///
/// @param <C> the program's configuration
public final class FlagsContract<C> {
  private final Flags flags;
  private final Function<Given, C> read;
  private final Map<String, String> least;
  private final List<Holds<C>> holds = new ArrayList<>();
  private final Map<String, String> refused = new LinkedHashMap<>();

  private record Holds<C>(
      String flag,
      String text,
      Function<C, ?> value,
      Object expected,
      Map<String, String> beside) {}

  private FlagsContract(Flags flags, Function<Given, C> read, Map<String, String> least) {
    this.flags = flags;
    this.read = read;
    this.least = Map.copyOf(least);
  }

  /// @param least flags and texts without which the program does not run
  public static <C> FlagsContract<C> of(
      Flags flags, Function<Given, C> read, Map<String, String> least) {
    return new FlagsContract<>(flags, read, least);
  }

  /// With this text the configuration holds that value, and another one without.
  public FlagsContract<C> holds(String flag, String text, Function<C, ?> value, Object expected) {
    return holds(flag, text, value, expected, Map.of());
  }

  /// The same where the flag counts only beside others.
  public FlagsContract<C> holds(
      String flag, String text, Function<C, ?> value, Object expected, Map<String, String> beside) {
    holds.add(new Holds<>(flag, text, value, expected, beside));
    return this;
  }

  /// This text is no value of the flag, in whatever company.
  public FlagsContract<C> refuses(String flag, String text) {
    refused.put(flag, text);
    return this;
  }

  /// Checks everything.
  ///
  /// @param directory for a file
  public void check(Path directory) {
    assertThat(names(holds.stream().map(Holds::flag).collect(Collectors.toSet())))
        .as("flags that are covered")
        .isEqualTo(names(flags.declared().stream().map(Flag::name).collect(Collectors.toSet())));
    for (var one : holds) {
      arrives(one, directory);
    }
    refusesAllAtOnce();
    namesWhatIsMissing();
    assertThat(flags.help()).contains(flags.declared().stream().map(Flag::toString).toList());
    assertThat(flags.help().lines()).allMatch(line -> line.length() <= 120);
  }

  private void arrives(Holds<C> one, Path directory) {
    var others = new LinkedHashMap<>(least);
    others.putAll(one.beside());
    var without = one.value().apply(config(words(others)));
    assertThat(without)
        .as("--%s is tested with its default", one.flag())
        .isNotEqualTo(one.expected());
    others.remove(one.flag());

    var words = words(others);
    words.add("--" + one.flag() + "=" + one.text());
    assertThat(one.value().apply(config(words))).as("--" + one.flag()).isEqualTo(one.expected());

    var file = file(directory, one.flag(), one.text());
    words = words(others);
    words.addAll(List.of("--config", file.toString()));
    assertThat(one.value().apply(config(words)))
        .as(one.flag() + " in the file")
        .isEqualTo(one.expected());
  }

  private void refusesAllAtOnce() {
    var words = words(least);
    refused.forEach((name, text) -> words.add("--" + name + "=" + text));
    words.addAll(List.of("--no-such-flag", "x"));

    var problems =
        refused.keySet().stream().map(name -> "--" + name + ": ").collect(Collectors.toList());
    problems.add("there is no flag --no-such-flag");
    assertThatThrownBy(() -> flags.parse(words))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll(problems.toArray(String[]::new));
    for (var flag : flags.declared()) {
      assertThat(refused.containsKey(flag.name()) || takes(flag, "no such value"))
          .as("a wrong value of %s is covered", flag)
          .isTrue();
    }
  }

  private void namesWhatIsMissing() {
    var needed =
        flags.declared().stream()
            .filter(Flag::needed)
            .map(flag -> flag + " ")
            .toArray(String[]::new);
    assertThatThrownBy(() -> flags.parse(List.of()))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll(needed);
  }

  private static boolean takes(Flag<?> flag, String text) {
    try {
      flag.parse().apply(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private C config(List<String> words) {
    try {
      return read.apply(flags.parse(words));
    } catch (UsageException e) {
      throw new AssertionError(words + ": " + e.getMessage(), e);
    }
  }

  private static List<String> words(Map<String, String> texts) {
    var words = new ArrayList<String>();
    texts.forEach((name, text) -> words.addAll(List.of("--" + name, text)));
    return words;
  }

  private static Path file(Path directory, String name, String text) {
    try {
      return Files.write(
          directory.resolve(name + ".yaml"), Json.write(Json.object().put(name, text)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> names(Set<String> names) {
    return new TreeSet<>(names);
  }
}
