package io.ciao.ctl.kit;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Send AttachVolume.
@Command(
    name = "attach",
    description = "Send AttachVolume.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  ciaoctl launcher-kit attach 0f6a4d0c-5a0e-4d5b-9e63-1f6f1f4f0001 VOLUME"
    })
public final class KitAttachCommand implements Callable<Integer> {
  @Mixin private KitSession kit = new KitSession();

  @Parameters(paramLabel = "INSTANCE", description = "Its uid.")
  private String instance = "";

  @Parameters(paramLabel = "VOLUME", description = "Its id.")
  private String volume = "";

  @Override
  public Integer call() throws Exception {
    var payload =
        "attach_volume: {instance_uuid: %s, volume_uuid: %s}\n".formatted(instance, volume);
    kit.out().print(kit.calls().post("/attach", kit.query(Map.of()), payload));
    return 0;
  }
}
