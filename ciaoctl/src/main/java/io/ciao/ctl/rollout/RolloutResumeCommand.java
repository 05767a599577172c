package io.ciao.ctl.rollout;

import io.ciao.api.codec.Json;
import io.ciao.ctl.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Clears `spec.paused`.
@Command(
    name = "resume",
    description = "Go on replacing instances of an earlier template.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  ciaoctl rollout resume web"})
public final class RolloutResumeCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Parameters(arity = "1..*", paramLabel = "SET", description = "Names of instance sets.")
  private List<String> words = new ArrayList<>();

  @Override
  public Integer call() {
    var sets = new SetAccess(session);
    for (var name : SetAccess.names(words)) {
      var patch = Json.object();
      patch.putObject("spec").putNull("paused");
      sets.patch(name, patch, "resumed");
    }
    return 0;
  }
}
