package io.ciao.ctl.kit;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Show the last status of an agent, and its last READY.
@Command(
    name = "status",
    description = "Show the last status of an agent, and its last READY.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  ciaoctl launcher-kit status"})
public final class KitStatusCommand implements Callable<Integer> {
  @Mixin private KitSession kit = new KitSession();

  @Override
  public Integer call() throws Exception {
    kit.out().print(kit.calls().get("/status", kit.query(Map.of())));
    return 0;
  }
}
