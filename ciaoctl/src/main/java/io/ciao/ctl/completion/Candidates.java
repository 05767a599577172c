package io.ciao.ctl.completion;

import io.ciao.api.schema.KindDefinition;
import io.ciao.api.schema.KindRegistry;
import io.ciao.ctl.output.FieldHelp;
import io.ciao.ssntp.frame.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// What may stand where the cursor is. Pure but for the names of objects, which it asks for.
public final class Candidates {
  private static final Set<String> OF_OBJECTS =
      Set.of(
          "get",
          "describe",
          "delete",
          "wait",
          "why",
          "edit",
          "label",
          "annotate",
          "tree",
          "patch",
          "watch",
          "create",
          "scale",
          "rollout");
  private static final Set<String> OF_INSTANCES =
      Set.of(
          "logs", "ssh", "start", "stop", "restart", "failover", "console", "cp", "port-forward");

  private static final Set<String> OF_DEV_NODES = Set.of("halt", "start", "ssh");

  /// The verbs that rules name.
  public static final List<String> VERBS =
      List.of(
          "get",
          "list",
          "watch",
          "create",
          "update",
          "patch",
          "delete",
          "deletecollection",
          "impersonate");

  private static final List<String> FORMATS =
      List.of("yaml", "json", "name", "wide", "jsonpath=", "custom-columns=");

  private final KindRegistry kinds;
  private final Function<KindDefinition, List<String>> names;
  private final Supplier<List<String>> devNodes;

  /// What is offered.
  ///
  /// @param files whether names of files are candidates too
  public record Offer(List<String> words, boolean files) {
    public Offer {
      words = List.copyOf(words);
    }
  }

  /// Knows these kinds.
  ///
  /// @param names the names of a kind's objects; empty where nobody can be asked
  /// @param devNodes the names of the nodes of this machine's cluster
  public Candidates(
      KindRegistry kinds,
      Function<KindDefinition, List<String>> names,
      Supplier<List<String>> devNodes) {
    this.kinds = kinds;
    this.names = names;
    this.devNodes = devNodes;
  }

  /// What the line so far means.
  private record Line(
      CommandSpec command, List<String> words, @Nullable OptionSpec option, String current) {}

  /// What may follow.
  ///
  /// @param words what was typed behind the program's name; the last one is being typed
  public Offer of(CommandSpec program, List<String> words) {
    var line = read(program, words);
    var option = line.option();
    if (option != null) {
      return value(option, line.current());
    }
    if (line.current().startsWith("-")) {
      return offer(options(line.command()), line.current());
    }
    if (line.words().isEmpty() && !line.command().subcommands().isEmpty()) {
      var commands =
          line.command().subcommands().entrySet().stream()
              .filter(entry -> !entry.getValue().getCommandSpec().usageMessage().hidden())
              .map(java.util.Map.Entry::getKey);
      return offer(commands, line.current());
    }
    return takesFiles(line) ? new Offer(List.of(), true) : offer(positional(line), line.current());
  }

  private static boolean takesFiles(Line line) {
    var above = line.command().parent();
    return above != null && above.name().equals("cert") && !line.command().name().equals("user");
  }

  private static Line read(CommandSpec program, List<String> words) {
    var command = program;
    var positional = new ArrayList<String>();
    OptionSpec open = null;
    for (var word : words.subList(0, Math.max(0, words.size() - 1))) {
      if (open != null) {
        open = null;
      } else if (word.startsWith("-") && word.length() > 1) {
        var option = command.findOption(word);
        open = option != null && option.arity().min() > 0 ? option : null;
      } else if (positional.isEmpty() && command.subcommands().containsKey(word)) {
        command = command.subcommands().get(word).getCommandSpec();
      } else {
        positional.add(word);
      }
    }
    return new Line(command, positional, open, words.isEmpty() ? "" : words.getLast());
  }

  private static Stream<String> options(CommandSpec command) {
    return command.options().stream()
        .filter(option -> !option.hidden())
        .flatMap(option -> Stream.of(option.names()))
        .filter(name -> name.startsWith("--"));
  }

  private Offer value(OptionSpec option, String current) {
    var known = List.of(option.names());
    if (known.contains("--tenant")) {
      return offer(names("tenants").stream(), current);
    }
    if (known.contains("--instance")) {
      return offer(names("instances").stream(), current);
    }
    if (known.contains("--pool")) {
      return offer(names("externalippools").stream(), current);
    }
    if (known.contains("--output")) {
      return offer(FORMATS.stream(), current);
    }
    if (known.contains("--role")) {
      return offer(roles(current), current);
    }
    if (known.contains("--for")) {
      return offer(Stream.concat(Stream.of("condition=", "delete"), objects(current)), current);
    }
    return new Offer(List.of(), true);
  }

  /// Another one behind those that stand there.
  private static Stream<String> roles(String current) {
    var before = current.substring(0, current.lastIndexOf(',') + 1);
    return Stream.of(Role.values()).map(role -> before + role.word());
  }

  private Stream<String> positional(Line line) {
    var command = line.command().name();
    var before = line.words();
    var above = line.command().parent();
    if (above != null && above.name().equals("dev")) {
      var takesOne = command.equals("ssh") && !before.isEmpty();
      return OF_DEV_NODES.contains(command) && !takesOne ? devNodes.get().stream() : Stream.of();
    }
    if (OF_INSTANCES.contains(command)) {
      return names("instances").stream();
    }
    if (command.equals("completion")) {
      return Stream.of("bash", "zsh", "fish");
    }
    if (command.equals("explain")) {
      return fields(line.current());
    }
    if (command.equals("can-i")) {
      return before.isEmpty() ? VERBS.stream() : plurals();
    }
    if (!OF_OBJECTS.contains(command)) {
      return Stream.of();
    }
    if (line.current().contains("/") || (!before.isEmpty() && before.getFirst().contains("/"))) {
      return objects(line.current());
    }
    return before.isEmpty() ? plurals() : names(before.getFirst()).stream();
  }

  private Stream<String> plurals() {
    return kinds.kinds().stream().map(KindDefinition::plural);
  }

  /// `KIND/NAME` for a word that has begun so, else `KIND/`.
  private Stream<String> objects(String current) {
    var slash = current.indexOf('/');
    if (slash < 0) {
      return kinds.kinds().stream().map(kind -> kind.names().singular() + "/");
    }
    var kind = current.substring(0, slash);
    return names(kind).stream().map(name -> kind + "/" + name);
  }

  private List<String> names(String kind) {
    return kinds.byAnyName(kind).map(names).orElse(List.of());
  }

  private Stream<String> fields(String current) {
    var dots = List.of(current.split("\\.", -1));
    if (dots.size() == 1) {
      return kinds.kinds().stream().map(kind -> kind.names().singular());
    }
    var above = String.join(".", dots.subList(0, dots.size() - 1));
    return kinds
        .byAnyName(dots.getFirst())
        .map(kind -> FieldHelp.names(kind, dots.subList(1, dots.size() - 1)))
        .orElse(List.of())
        .stream()
        .map(name -> above + "." + name);
  }

  private static Offer offer(Stream<String> words, String current) {
    return new Offer(words.filter(word -> word.startsWith(current)).sorted().toList(), false);
  }
}
