package io.ciao.ctl.command;

import io.ciao.ctl.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Override
  public Integer call() {
    return new RunningSwitch(session).set(names, RunningSwitch.Wish.RUNNING);
  }
}
