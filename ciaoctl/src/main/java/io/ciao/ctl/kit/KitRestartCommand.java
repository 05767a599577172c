package io.ciao.ctl.kit;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Send START again of what this kit has started.
@Command(
    name = "restart",
    description = "Send START again of what this kit has started.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "A copy that runs is ended first.",
      "",
      "Example:",
      "  ciaoctl launcher-kit restart 0f6a4d0c-5a0e-4d5b-9e63-1f6f1f4f0001"
    })
public final class KitRestartCommand implements Callable<Integer> {
  @Mixin private KitSession kit = new KitSession();

  @Parameters(paramLabel = "INSTANCE", description = "Its uid.")
  private String instance = "";

  @Override
  public Integer call() throws Exception {
    var query = kit.query(Map.of("instance", instance));
    kit.out().print(kit.calls().post("/restart", query, ""));
    return 0;
  }
}
