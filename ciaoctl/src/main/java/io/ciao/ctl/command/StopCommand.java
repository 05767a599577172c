package io.ciao.ctl.command;

import io.ciao.ctl.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Clears `spec.running`.
@Command(
    name = "stop",
    description = "Stop instances; they keep their node, disk and address.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  ciaoctl stop web cache"})
public final class StopCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Parameters(arity = "1..*", paramLabel = "INSTANCE", description = "Names of instances.")
  private List<String> names = new ArrayList<>();

  @Override
  public Integer call() {
    return new RunningSwitch(session).set(names, RunningSwitch.Wish.STOPPED);
  }
}
