package io.ciao.ctl.kit;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Send Restore.
@Command(
    name = "restore",
    description = "Send Restore.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  ciaoctl launcher-kit restore"})
public final class KitRestoreCommand implements Callable<Integer> {
  @Mixin private KitSession kit = new KitSession();

  @Override
  public Integer call() throws Exception {
    kit.out().print(kit.calls().post("/restore", kit.query(Map.of()), ""));
    return 0;
  }
}
