package io.ciao.ctl;

import io.ciao.api.schema.UnknownFields;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Says what is wrong with a command line, and what was meant instead. Pure.
final class Misuse {
  private static final String LIST = "it is: ciaoctl get instances";
  private static final String CONSOLE =
      "a console or an output is followed by: ciaoctl logs -f NAME";

  /// What users of other tools type, and what it is called here.
  private static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry("shell", "it is: ciaoctl ssh NAME"),
          Map.entry("console", CONSOLE),
          Map.entry("attach", CONSOLE),
          Map.entry("ps", LIST),
          Map.entry("ls", LIST),
          Map.entry("list", LIST),
          Map.entry("show", "it is: ciaoctl describe KIND/NAME"),
          Map.entry("launch", "it is: ciaoctl run NAME --workload WORKLOAD"),
          Map.entry("top", "it is: ciaoctl get nodes -o wide"),
          Map.entry("api-resources", "it is: ciaoctl explain"),
          Map.entry("config", "it is: ciaoctl kubeconfig"),
          Map.entry("status", "a cluster of this machine is shown by: ciaoctl dev status"),
          Map.entry("cluster-info", "a cluster of this machine is shown by: ciaoctl dev status"));

  private Misuse() {}

  /// One sentence or two, without a full stop.
  static String message(ParameterException failure) {
    if (!(failure instanceof UnmatchedArgumentException unmatched)
        || unmatched.getUnmatched().isEmpty()) {
      return String.valueOf(failure.getMessage());
    }
    var word = unmatched.getUnmatched().getFirst();
    var at = failure.getCommandLine();
    if (word.startsWith("-")) {
      return option(word.split("=", 2)[0], at);
    }
    return at.getSubcommands().isEmpty()
        ? "%s has no use for \"%s\"".formatted(at.getCommandSpec().qualifiedName(), word)
        : command(word, at);
  }

  private static String option(String word, CommandLine at) {
    var known =
        at.getCommandSpec().options().stream()
            .filter(option -> !option.hidden())
            .map(option -> option.longestName())
            .toList();
    return "there is no option " + word + meant(UnknownFields.nearest(word, known));
  }

  private static String command(String word, CommandLine at) {
    var parts = at.getCommandSpec().qualifiedName().split(" ", 2);
    var name = parts.length == 1 ? word : parts[1] + " " + word;
    var elsewhere = parts.length == 1 ? ELSEWHERE.get(word) : null;
    if (elsewhere != null) {
      return "there is no command \"%s\"; %s".formatted(name, elsewhere);
    }
    var known =
        at.getSubcommands().entrySet().stream()
            .filter(sub -> !sub.getValue().getCommandSpec().usageMessage().hidden())
            .map(Map.Entry::getKey)
            .toList();
    return "there is no command \"%s\"".formatted(name) + meant(UnknownFields.nearest(word, known));
  }

  private static String meant(String near) {
    return near.isEmpty() ? "" : "; did you mean " + near + "?";
  }
}
