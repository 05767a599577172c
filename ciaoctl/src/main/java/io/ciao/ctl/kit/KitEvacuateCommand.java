package io.ciao.ctl.kit;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Send EVACUATE.
@Command(
    name = "evacuate",
    description = "Send EVACUATE.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  ciaoctl launcher-kit evacuate"})
public final class KitEvacuateCommand implements Callable<Integer> {
  @Mixin private KitSession kit = new KitSession();

  @Override
  public Integer call() throws Exception {
    kit.out().print(kit.calls().post("/evacuate", kit.query(Map.of()), ""));
    return 0;
  }
}
