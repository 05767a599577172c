package io.ciao.ctl.command;

import io.ciao.ctl.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Clears `spec.running`.
@Command(
    name = "stop",
    description = "Stop instances; they keep their node, disk and address.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  ciaoctl stop web cache --wait"})
public final class StopCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Parameters(arity = "1..*", paramLabel = "INSTANCE", description = "Names of instances.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--wait", description = "Wait until they have stopped.")
  private boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "5m",
      description = "How long --wait waits.")
  private String timeout = "5m";

  @Override
  public Integer call() throws InterruptedException {
    var running = new RunningSwitch(session);
    return wait
        ? running.setAndAwait(names, RunningSwitch.Wish.STOPPED, timeout)
        : running.set(names, RunningSwitch.Wish.STOPPED);
  }
}
