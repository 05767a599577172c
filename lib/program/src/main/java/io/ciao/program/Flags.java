package io.ciao.program;

import io.ciao.api.schema.UnknownFields;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// All flags of one program, and what must hold between them. Immutable.
///
/// `--name value` or `--name=value`; `--config FILE` names a YAML file with the same names as keys,
/// and what the command line gives wins over it.
public final class Flags {
  static final Flag<Path> CONFIG =
      Flag.path(
          "config",
          "FILE",
          "YAML file with the same names as keys, a list for several values; the command line"
              + " wins");

  private final String program;
  private final String does;
  private final Map<String, Flag<?>> flags = new LinkedHashMap<>();
  private final List<Rule> rules;

  /// @param about the flags that it looks at; it is silent while one of them is refused already
  /// @param check throws IllegalArgumentException saying what is wrong
  private record Rule(List<Flag<?>> about, Consumer<Given> check) {}

  private Flags(String program, String does, List<Flag<?>> flags, List<Rule> rules) {
    this.program = program;
    this.does = does;
    flags.forEach(flag -> this.flags.put(flag.name(), flag));
    this.rules = List.copyOf(rules);
  }

  /// The flags of a program.
  ///
  /// @param program as it is called
  /// @param does what it does, in a sentence
  public static Flags of(String program, String does, List<Flag<?>> flags) {
    return new Flags(program, does, flags, List.of());
  }

  /// The same with one thing more that must hold.
  ///
  /// @param about the flags that it looks at; it is not asked while one of them is refused already
  /// @param check throws IllegalArgumentException saying what is wrong
  public Flags rule(List<Flag<?>> about, Consumer<Given> check) {
    var more = new ArrayList<>(rules);
    more.add(new Rule(about, check));
    return new Flags(program, does, declared(), more);
  }

  String program() {
    return program;
  }

  /// Every flag but `--config` and `--help`, in the order of the help text.
  public List<Flag<?>> declared() {
    return List.copyOf(flags.values());
  }

  /// The help text.
  public String help() {
    return FlagsHelp.text(program, does, declared());
  }

  /// Reads a command line.
  ///
  /// @throws UsageException with all that is wrong
  public Given parse(List<String> arguments) throws UsageException {
    var problems = new ArrayList<String>();
    var texts = FlagTexts.ofCommandLine(arguments, switches(), problems);
    var files = texts.remove(CONFIG.name());
    if (files != null) {
      FlagTexts.ofFile(Path.of(files.getLast()), problems).forEach(texts::putIfAbsent);
    }
    for (var name : texts.keySet()) {
      if (!flags.containsKey(name)) {
        problems.add("there is no flag --" + name + meant(name));
      }
    }
    var given = new Given(texts);
    var refused = new ArrayList<Flag<?>>();
    for (var flag : flags.values()) {
      var found = problems(flag, given);
      if (!found.isEmpty()) {
        refused.add(flag);
        problems.addAll(found);
      }
    }
    for (var rule : rules) {
      if (rule.about().stream().noneMatch(refused::contains)) {
        check(rule, given, problems);
      }
    }
    if (!problems.isEmpty()) {
      throw new UsageException(problems);
    }
    return given;
  }

  private Set<String> switches() {
    return flags.values().stream()
        .filter(Flag::isSwitch)
        .map(Flag::name)
        .collect(Collectors.toSet());
  }

  private String meant(String name) {
    var near = UnknownFields.nearest(name, flags.keySet());
    return near.isEmpty() ? "" : "; did you mean --" + near + "?";
  }

  private static List<String> problems(Flag<?> flag, Given given) {
    if (flag.needed() && !given.has(flag)) {
      return List.of("%s %s is needed: %s".formatted(flag, flag.value(), flag.says()));
    }
    try {
      given.all(flag);
      return List.of();
    } catch (IllegalArgumentException e) {
      return List.of(flag + ": " + e.getMessage());
    }
  }

  private static void check(Rule rule, Given given, List<String> problems) {
    try {
      rule.check().accept(given);
    } catch (IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
  }
}
