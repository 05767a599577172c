package io.ciao.ctl.kit;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Send DELETE with stop: the copy ends, its data stays.
@Command(
    name = "stop",
    description = "Send DELETE with stop: the copy ends, its data stays.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  ciaoctl launcher-kit stop 0f6a4d0c-5a0e-4d5b-9e63-1f6f1f4f0001"})
public final class KitStopCommand implements Callable<Integer> {
  @Mixin private KitSession kit = new KitSession();

  @Parameters(paramLabel = "INSTANCE", description = "Its uid.")
  private String instance = "";

  @Override
  public Integer call() throws Exception {
    var payload = "delete: {instance_uuid: %s, stop: true}\n".formatted(instance);
    kit.out().print(kit.calls().post("/delete", kit.query(Map.of()), payload));
    return 0;
  }
}
