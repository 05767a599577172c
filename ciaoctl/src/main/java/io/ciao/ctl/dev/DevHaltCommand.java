package io.ciao.ctl.dev;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Takes nodes away as a power failure, or a pulled cable, would.
@Command(
    name = "halt",
    description = "Take nodes away as if they had lost their power, or their network.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Agents, virtual machines and containers of the node are killed at once, and its link is"
          + " taken",
      "away. Its disks stay as they are. With --network nothing is killed: the node is cut off.",
      "",
      "Examples:",
      "  ciaoctl dev halt cn2",
      "  ciaoctl dev halt cn1 cn2 --network",
      "  ciaoctl dev start cn2"
    })
public final class DevHaltCommand implements Callable<Integer> {
  @Mixin private DevPlace place = new DevPlace();

  @Parameters(arity = "1..*", paramLabel = "NODE", description = "Nodes, as dev status names them.")
  private List<String> nodes = new ArrayList<>();

  @Option(names = "--network", description = "Take only the network away; what runs goes on.")
  private boolean network;

  @Override
  public Integer call() {
    var all = DevNodes.of(place, System.err::println);
    if (network) {
      all.cut(nodes);
    } else {
      all.halt(nodes);
    }
    return 0;
  }
}
