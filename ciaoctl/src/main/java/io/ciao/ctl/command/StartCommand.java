package io.ciao.ctl.command;

import io.ciao.ctl.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Sets `spec.running`.
@Command(
    name = "start",
    description = "Start stopped instances; their disks and addresses are as they were.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  ciaoctl start web cache"})
public final class StartCommand implements Callable<Integer> {
  @Mixin private Session session = new Session();

  @Parameters(arity = "1..*", paramLabel = "INSTANCE", description = "Names of instances.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--wait", description = "Wait until they are ready.")
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
        ? running.setAndAwait(names, RunningSwitch.Wish.RUNNING, timeout)
        : running.set(names, RunningSwitch.Wish.RUNNING);
  }
}
