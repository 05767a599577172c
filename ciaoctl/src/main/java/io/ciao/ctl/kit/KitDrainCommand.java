package io.ciao.ctl.kit;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Print the events and errors since the last time, and forget them.
@Command(
    name = "drain",
    description = "Print the events and errors since the last time, and forget them.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  ciaoctl launcher-kit drain"})
public final class KitDrainCommand implements Callable<Integer> {
  @Mixin private KitSession kit = new KitSession();

  @Override
  public Integer call() throws Exception {
    kit.out().print(kit.calls().get("/drain", kit.query(Map.of())));
    return 0;
  }
}
