package io.ciao.ctl.kit;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// List the instances of an agent by its last STATS.
@Command(
    name = "instances",
    description = "List the instances of an agent by its last STATS.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ciaoctl launcher-kit instances",
      "  ciaoctl launcher-kit instances --filter active"
    })
public final class KitInstancesCommand implements Callable<Integer> {
  @Mixin private KitSession kit = new KitSession();

  @Option(
      names = "--filter",
      paramLabel = "STATE",
      description = "Those alone that are pending, active or exited.")
  private String filter = "";

  @Override
  public Integer call() throws Exception {
    for (var uuid : kit.texts("/instances", Map.of("filter", filter))) {
      kit.out().println(uuid);
    }
    return 0;
  }
}
