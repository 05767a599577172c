package io.ciao.ctl.dev;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Ends the cluster and removes everything of it.
@Command(
    name = "down",
    description =
        "End the cluster and remove everything that it made, instances and data included.",
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  ciaoctl dev down", "  ciaoctl dev down --name b"})
public final class DevDownCommand implements Callable<Integer> {
  @Mixin private DevPlace place = new DevPlace();

  @Override
  public Integer call() throws IOException {
    DevKubeconfig.unlink(place.directory(), place.configInHome());
    DevCluster.down(place.name(), place.directory(), place.programs(), System.err::println);
    return 0;
  }
}
