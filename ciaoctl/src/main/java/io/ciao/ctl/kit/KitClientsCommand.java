package io.ciao.ctl.kit;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// List the agents that are connected.
@Command(
    name = "clients",
    description = "List the agents that are connected.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  ciaoctl launcher-kit clients"})
public final class KitClientsCommand implements Callable<Integer> {
  @Mixin private KitSession kit = new KitSession();

  @Override
  public Integer call() throws Exception {
    for (var uuid : kit.texts("/clients", Map.of())) {
      kit.out().println(uuid);
    }
    return 0;
  }
}
