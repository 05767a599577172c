package io.ciao.ctl.rollout;

import io.ciao.api.codec.Json;
import io.ciao.api.codec.YamlEmitter;
import io.ciao.ctl.session.Session;
import io.ciao.ctl.session.UsageException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Shows what a set's instances were made from.
@Command(
    name = "history",
    description = "Show the templates that sets remember, the present one last.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl rollout history web",
      "  ciaoctl rollout history web --revision 2"
    })
public final class RolloutHistoryCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Parameters(arity = "1..*", paramLabel = "SET", description = "Names of instance sets.")
  private List<String> words = new ArrayList<>();

  @Option(names = "--revision", paramLabel = "N", description = "Show that one whole.")
  private @Nullable Long revision;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "wide: also the hashes of the templates.")
  private @Nullable String format;

  @Override
  public Integer call() {
    var sets = new SetAccess(session);
    for (var name : SetAccess.names(words)) {
      var revisions = sets.get(name).status().revisions();
      if (revision == null) {
        session.out().println(SetAccess.printed(name));
        RevisionTable.of(revisions, hashes(), Instant.now()).print(session.out());
      } else {
        var data = Revisions.numbered(name, revisions, revision).read();
        session.out().print(YamlEmitter.emitText(Json.toTree(data)));
      }
    }
    return 0;
  }

  private boolean hashes() {
    if (format != null && !format.equals("wide")) {
      throw new UsageException("-o \"%s\" is unknown; use wide".formatted(format));
    }
    return format != null;
  }
}
