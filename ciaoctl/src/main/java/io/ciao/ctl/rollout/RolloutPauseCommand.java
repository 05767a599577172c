package io.ciao.ctl.rollout;

import io.ciao.api.codec.Json;
import io.ciao.ctl.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Sets `spec.paused`.
@Command(
    name = "pause",
    description = "Replace no more instances; their number is still kept.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  ciaoctl rollout pause web"})
public final class RolloutPauseCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Parameters(arity = "1..*", paramLabel = "SET", description = "Names of instance sets.")
  private List<String> words = new ArrayList<>();

  @Override
  public Integer call() {
    var sets = new SetAccess(session);
    for (var name : SetAccess.names(words)) {
      var patch = Json.object();
      patch.putObject("spec").put("paused", true);
      sets.patch(name, patch, "paused");
    }
    return 0;
  }
}
