package io.ciao.ctl.command;

import io.ciao.api.client.ApiException;
import io.ciao.api.client.ApiUnreachableException;
import io.ciao.api.client.ListQuery;
import io.ciao.api.schema.KindDefinition;
import io.ciao.ctl.completion.Candidates;
import io.ciao.ctl.config.ConfigException;
import io.ciao.ctl.dev.DevNodeNames;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What the completion scripts ask. Its answer has the form that kubectl, too, asks of its plugins:
/// a candidate a line, then `:4`, or `:0` where files are candidates.
@Command(
    name = "__complete",
    hidden = true,
    description = "Answer a shell's completion.",
    footer = {"", "Example:", "  ciaoctl __complete -- get inst"})
public final class CompleteCommand implements Callable<Integer> {
  private static final List<String> SESSION_FLAGS =
      List.of("-n", "--namespace", "--tenant", "--kubeconfig", "--context");

  @Spec private CommandSpec spec;

  @Parameters(arity = "0..*", paramLabel = "WORD", description = "What was typed.")
  private List<String> words = new ArrayList<>();

  /// The flags of a line that say whom to ask.
  private static final class Flags {
    @Mixin private Session session = new Session();
  }

  @SuppressWarnings("NullAway.Init")
  public CompleteCommand() {}

  @Override
  public Integer call() {
    var flags = new Flags();
    var offer =
        new Candidates(
                flags.session.kinds(), kind -> names(flags, kind), () -> DevNodeNames.of(words))
            .of(spec.root(), words);
    var out = flags.session.out();
    offer.words().forEach(out::println);
    out.println(offer.files() ? ":0" : ":4");
    return 0;
  }

  private List<String> names(Flags flags, KindDefinition kind) {
    try {
      new CommandLine(flags).parseArgs(sessionFlags());
      var tenant = kind.namespaced() ? flags.session.namespace() : null;
      return flags
          .session
          .client()
          .list(Targets.typeOf(kind), tenant, ListQuery.ALL)
          .items()
          .stream()
          .map(item -> item.path("metadata").path("name").asText())
          .toList();
    } catch (ApiException
        | ApiUnreachableException
        | ConfigException
        | CommandLine.ParameterException _) {
      // A message in the middle of somebody's line would help nobody.
      return List.of();
    }
  }

  private String[] sessionFlags() {
    var found = new ArrayList<String>();
    for (var i = 0; i + 1 < words.size(); i++) {
      if (SESSION_FLAGS.contains(words.get(i)) && i + 2 < words.size()) {
        found.add(words.get(i));
        found.add(words.get(i + 1));
      }
    }
    return found.toArray(String[]::new);
  }
}
