package io.ciao.ctl.kit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Send START with what a file says.
@Command(
    name = "startf",
    description = "Send START with what a file says.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Binding, epoch, versions and missing uids are put in for the agent that it is sent to.",
      "",
      "Example:",
      "  ciaoctl launcher-kit startf manifests/examples/ssntp/simulated.yaml"
    })
public final class KitStartCommand implements Callable<Integer> {
  @Mixin private KitSession kit = new KitSession();

  @Parameters(paramLabel = "FILE", description = "The payload.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws Exception {
    var payload = Files.readString(file);
    kit.out().print(kit.calls().post("/start", kit.query(Map.of()), payload));
    return 0;
  }
}
