package io.ciao.ctl.dev;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Brings nodes back that were halted or cut off.
@Command(
    name = "start",
    description = "Bring nodes back that were halted or cut off.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl dev start cn2",
      "  ciaoctl wait node/cn2 --for=condition=Ready"
    })
public final class DevStartCommand implements Callable<Integer> {
  @Mixin private DevPlace place = new DevPlace();

  @Parameters(arity = "1..*", paramLabel = "NODE", description = "Nodes, as dev status names them.")
  private List<String> nodes = new ArrayList<>();

  @Override
  public Integer call() {
    DevNodes.of(place, System.err::println).start(nodes);
    return 0;
  }
}
