package io.ciao.ctl.rollout;

import io.ciao.api.codec.Json;
import io.ciao.api.instance.Instance;
import io.ciao.ctl.session.Session;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Changes an annotation of the template, so that every instance is of an earlier one.
@Command(
    name = "restart",
    description =
        "Replace all instances of sets, a few at a time, by new ones of the same template.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  ciaoctl rollout restart web"})
public final class RolloutRestartCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Parameters(arity = "1..*", paramLabel = "SET", description = "Names of instance sets.")
  private List<String> words = new ArrayList<>();

  @Override
  public Integer call() {
    var sets = new SetAccess(session);
    for (var name : SetAccess.names(words)) {
      var patch = Json.object();
      patch
          .putObject("spec")
          .putObject("template")
          .putObject("metadata")
          .putObject("annotations")
          .put(Instance.RESTARTED_AT, Instant.now().toString());
      sets.patch(name, patch, "restarts");
    }
    return 0;
  }
}
